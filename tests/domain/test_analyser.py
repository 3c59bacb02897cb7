"""From text to tokens: the rows are the specification of what a reader need not type exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.content.stems import stem
from elearn.domain.analyser import LONGEST_TOKEN, analyse, asked_words, fold
from elearn.domain.languages import LANGUAGES

SAME = [
    # Case and accents, typed or not.
    ("en", "ICANN", "icann"),
    ("fr", "sécurité", "SECURITE"),
    ("es", "dirección", "direccion"),
    ("pt", "endereços", "enderecos"),
    ("ru", "имён", "имен"),
    ("ru", "заявле\u0301ние", "заявление"),
    # Inflection.
    ("en", "address", "addresses"),
    ("en", "organisation", "organizations"),
    ("en", "policies", "policy"),
    ("fr", "réseau", "réseaux"),
    ("fr", "régional", "régionaux"),
    ("fr", "sécurités", "securite"),
    ("es", "organización", "organizaciones"),
    ("es", "organizacion", "organizaciones"),
    ("es", "voz", "voces"),
    ("pt", "informação", "informacoes"),
    ("pt", "reunião", "reuniões"),
    ("pt", "regional", "regionais"),
    ("pt", "mensagem", "mensagens"),
    ("ru", "пользователь", "пользователей"),
    ("ru", "домен", "доменов"),
    ("ru", "доменное", "домены"),
    ("ru", "сеть", "сетей"),
    # The Arabic article, `and`, plurals outside and inside, letters that are written in two ways, vowel marks.
    ("ar", "عنوان", "العنوان"),
    ("ar", "عنوان", "والعنوان"),
    ("ar", "عنوان", "بالعناوين"),
    ("ar", "شبكة", "الشبكات"),
    ("ar", "مستخدم", "المستخدمين"),
    ("ar", "إنترنت", "الانترنت"),
    ("ar", "أسئلة", "سؤال"),
    ("ar", "سِجِلّ", "سجل"),
    ("ar", "مـوقـع", "المواقع"),
    ("ar", "٢٠٠٠", "2000"),
    # Acronyms and Latin words in other scripts, hyphens, width.
    ("ar", "ICANN", "icann"),
    ("zh", "ＩＰｖ６", "IPv6"),
    ("ru", "RIRs", "RIR"),
    ("en", "e-mail", "email"),
    ("en", "At\u2011Large", "At-Large"),
]


def first(text: str, language: str) -> str:
    return next(analyse(text, language, stem)).text


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_one_word_in_two_shapes(language: str, one: str, other: str) -> None:
    assert first(one, language) == first(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "address", "advice"),
        ("fr", "nom", "non-profit"),
        ("ru", "домен", "дом"),
        ("ar", "عنوان", "عين"),
        ("zh", "网络", "络网"),
    ],
)
def test_two_words_stay_two(language: str, one: str, other: str) -> None:
    tokens = [{token.text for token in analyse(text, language, stem, whole=True)} for text in (one, other)]
    assert tokens[0] != tokens[1]


@pytest.mark.parametrize(
    ("language", "text", "tokens"),
    [
        ("en", "The names of the SO, and so on", ["name", "so"]),
        ("en", "At-Large", ["atlarg", "larg"]),
        ("en", "2001:db8::1 in 192.0.2.10", ["2001", "db8", "1", "192", "0", "2", "10"]),
        ("en", "the registry’s", ["registri"]),
        ("fr", "L’adresse d'Internet, qu’est-ce ?", ["adress", "internet", "estce"]),
        ("ar", "وICANN", ["icann"]),
        ("zh", "IP地址", ["ip", "地址", "地", "址"]),
        ("zh", "根", ["根"]),
        ("en", "", []),
        ("en", "\x00 \ud800 ... — ✂", []),
    ],
)
def test_what_a_text_becomes(language: str, text: str, tokens: list[str]) -> None:
    assert [token.text.removeprefix(language) for token in analyse(text, language, stem)] == tokens


def test_a_token_says_where_it_stands() -> None:
    text = "Der Text: At-Large, ICANNs 域名"
    assert [text[token.start : token.end] for token in analyse(text, "en", stem)] == [
        "Der",
        "Text",
        "At-Large",
        "Large",
        "ICANNs",
        "域名",
        "域",
        "名",
    ]


@pytest.mark.parametrize(
    ("language", "query", "words"),
    [
        ("en", "IPv6 addresses", [{"enipv6"}, {"enaddress"}]),
        ("en", "ipv6 IPv6 IPV6", [{"enipv6"}]),
        ("en", "At-Large", [{"enatlarg", "enlarg"}]),
        ("zh", "互联网", [{"zh互联"}, {"zh联网"}]),
        ("zh", "根", [{"zh根"}]),
        ("en", "who is", [{"enwho"}, {"enis"}]),
        ("en", "one two three four", [{"enone"}, {"entwo"}, {"enthree"}]),
        ("en", "?!", []),
    ],
)
def test_what_a_question_asks_for(language: str, query: str, words: list[set[str]]) -> None:
    assert [set(word) for word in asked_words(query, language, stem, most=3)] == words


@given(st.text(max_size=300), st.sampled_from(list(LANGUAGES)))
def test_a_token_never_holds_anything_that_a_database_could_read(text: str, language: str) -> None:
    """Letters and digits only: no quote, no operator, no space, whatever was typed."""
    for token in analyse(text, language, stem, whole=True):
        assert token.text.startswith(language)
        assert len(token.text) <= LONGEST_TOKEN + 2
        assert not set(token.text) & set(" \t\n\r\x00'\"\\()&|!:*<>-+^{}~;%_")
        assert 0 <= token.start < token.end <= len(text)


@pytest.mark.parametrize(
    ("word", "folded"), [("Œuvre", "oeuvre"), ("Й", "й"), ("ё", "е"), ("ß", "ss"), ("ﻻ", "لا"), ("ＡＢ", "ab")]
)
def test_folding(word: str, folded: str) -> None:
    assert fold(word) == folded
