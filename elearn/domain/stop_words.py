"""Words that stand in every text and find nothing, folded as `analyser.fold` leaves them. Chinese needs none: its
words are found by pairs of characters."""

from __future__ import annotations

from collections.abc import Mapping

STOP_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """the and or but not of to in on at by for from with as is are was were be been it its this that these
            those there he she they we you your our their his her him them us me my do does did has have had how what
            when where which who whom whose why can could may might must will would shall should an if so than then
            too very no all any each into out about""",
        "fr": """le la les un une des du de au aux et ou mais ne pas en dans sur sous par pour avec sans ce cet cette
            ces se sa son ses leur leurs il elle ils elles on nous vous je tu mon ma mes ton ta tes notre nos votre vos
            qui que quoi dont quel quelle quels quelles comment pourquoi quand est sont etait etre ont avoir fait
            si plus tres tout tous toute toutes qu lorsqu puisqu jusqu""",
        "es": """el la los las un una unos unas lo de del al en con por para sin sobre entre su sus se le les me mi mis
            tu tus nos nuestro nuestra es son era ser esta este estos estas eso esa ese que quien quienes cual cuales
            como cuando donde porque si no mas muy ya ni pero hay han haber""",
        "pt": """os as um uma uns umas de do da dos das ao aos na no nas nos em num numa com por para pelo pela pelos
            pelas sem sobre entre se seu sua seus suas lhe me meu minha nosso nossa sao era ser esta este estes estas
            isso essa esse que quem qual quais como quando onde porque nao mais muito ja nem mas ou foi tem ha""",
        "ru": """не на но да из до от по за под над при про для без или что чтобы как так это этот эта эти тот та те
            он она оно они мы вы ты его ее их им ей вас нас вам нам мне мой моя ваш ваша наш свой кто где когда почему
            какой какая какие который которая которые был была было были быть есть же ли бы если то уже еще тоже
            все всех""",
        "ar": """في من على الي عن مع ان او ثم لا ما لم لن قد هل هو هي هم هذا هذه ذلك تلك التي الذي الذين كل بعض
            كان كانت يكون بين عند منذ حتي اذا كما كيف متي اين لماذا ماذا""",
        "zh": "",
    }.items()
}
