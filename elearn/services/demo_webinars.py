"""Made-up webinars for a demonstration, with days that follow from today, as the files that an author would write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from elearn.content.diagnostics import Findings
from elearn.content.pages import NO_DAY, read_page
from elearn.content.source import WEBINARS, read_source
from elearn.content.translation import source_hashes

Texts = Mapping[str, str]
LINES = """\
---
type: channels
id: demo-lines
title: "Lines of the demonstration"
channels:
  en: {id: "2101", phone: "+1 555 0100"}
  es: {id: "2102", phone: "+1 555 0101"}
  fr: {id: "2103", phone: "+1 555 0102"}
---
"""
SERIES = {
    "en": "One hour for your group",
    "fr": "Une heure pour votre groupe",
    "es": "Una hora para su grupo",
    "pt": "Uma hora para o seu grupo",
    "ar": "ساعة لمجموعتكم",
    "ru": "Час для вашей группы",
    "zh": "给您小组的一小时",
}
ROOM = "spoken: [en]\nchannels: [en, es, fr]\njoin: https://room.example.org/hour\ndial_out: mailto:calls@example.org\n"
TALK: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Welcome. Today we test two lines: the one at home and the one in your pocket.",
        "Open the test page on your phone first. It needs less than one megabyte.",
        "Write down what you see. An answer of yes means that your provider gives you new addresses.",
        "And if the answer is no? Then you have a reason to write a letter.",
    ),
    "fr": (
        "Bienvenue. Aujourd’hui nous testons deux lignes : celle de la maison et celle de votre poche.",
        "Ouvrez d’abord la page de test sur votre téléphone. Il lui faut moins d’un mégaoctet.",
        "Notez ce que vous voyez. Un oui signifie que votre fournisseur vous donne de nouvelles adresses.",
        "Et si la réponse est non ? Alors vous avez une raison d’écrire une lettre.",
    ),
    "es": (
        "Bienvenidos. Hoy probamos dos líneas: la de casa y la de su bolsillo.",
        "Abra primero la página de prueba en su teléfono. Necesita menos de un megabyte.",
        "Anote lo que ve. Un sí significa que su proveedor le da direcciones nuevas.",
        "¿Y si la respuesta es no? Entonces tiene un motivo para escribir una carta.",
    ),
    "pt": (
        "Bem-vindos. Hoje testamos duas linhas: a de casa e a do seu bolso.",
        "Abra primeiro a página de teste no telefone. Ela precisa de menos de um megabyte.",
        "Anote o que vê. Um sim significa que o seu provedor lhe dá endereços novos.",
        "E se a resposta for não? Então você tem um motivo para escrever uma carta.",
    ),
    "ar": (
        "أهلًا بكم. نختبر اليوم خطّين: الذي في البيت والذي في جيبكم.",
        "افتحوا صفحة الاختبار على الهاتف أولًا. لا تحتاج إلى أكثر من ميغابايت واحد.",
        "دوّنوا ما ترونه. إذا كان الجواب نعم فمزوّدكم يعطيكم عناوين جديدة.",
        "وإذا كان الجواب لا؟ فلديكم إذن سبب لكتابة رسالة.",
    ),
    "ru": (
        "Здравствуйте. Сегодня мы проверяем две линии: домашнюю и ту, что у вас в кармане.",
        "Сначала откройте страницу проверки на телефоне. Ей нужно меньше одного мегабайта.",
        "Запишите, что вы видите. Ответ «да» значит, что провайдер даёт вам новые адреса.",
        "А если ответ «нет»? Тогда у вас есть повод написать письмо.",
    ),
    "zh": (
        "欢迎大家。今天我们测试两条线路：家里的一条，和您口袋里的一条。",
        "先在手机上打开测试页面。它用不到一兆字节。",
        "记下您看到的结果。如果显示“是”，说明您的运营商已为您提供新地址。",
        "如果显示“否”呢？那您就有理由写一封信了。",
    ),
}
SPEAKERS = ("Ama", "Ama", "Ama", "Luis")


@dataclass(frozen=True, slots=True)
class _Event:
    """One hour from 13:00 UTC, so many days from today. `keys` are lines of the front matter. `reasons` say in each
    language why it is off, if it is: (heading, words).
    """

    days: int
    slug: str
    keys: str
    titles: Texts
    summaries: Texts
    reasons: Mapping[str, tuple[str, str]] = field(default_factory=dict)


EVENTS = (
    _Event(
        -9,
        "two-lines",
        "topic: addresses\ncourse: ip\nspoken: [en]\nchannels: [en, es, fr]\nlength: 4m\n"
        f"captions: {{{', '.join(f'{code}: media/two-lines.{code}.vtt' for code in TALK)}}}\n",
        {
            "en": "Two lines, one test",
            "fr": "Deux lignes, un test",
            "es": "Dos líneas, una prueba",
            "pt": "Duas linhas, um teste",
            "ar": "خطّان واختبار واحد",
            "ru": "Две линии, одна проверка",
            "zh": "两条线路，一次测试",
        },
        {
            "en": "What to do when your provider has no new addresses for you.",
            "fr": "Que faire quand votre fournisseur n’a pas de nouvelles adresses pour vous.",
            "es": "Qué hacer cuando su proveedor no tiene direcciones nuevas para usted.",
            "pt": "O que fazer quando o seu provedor não tem endereços novos para você.",
            "ar": "ما العمل حين لا يملك مزوّد خدمتكم عناوين جديدة لكم.",
            "ru": "Что делать, если у вашего провайдера нет для вас новых адресов.",
            "zh": "运营商没有新地址给您时，该怎么办。",
        },
    ),
    _Event(
        1,
        "first-call",
        f"topic: newcomers\ncourse: start\nopen_to: everyone\n{ROOM}",
        {
            "en": "Your first call",
            "fr": "Votre première réunion",
            "es": "Su primera llamada",
            "pt": "A sua primeira reunião",
            "ar": "اجتماعكم الأول",
            "ru": "Ваша первая конференция",
            "zh": "您的第一次会议",
        },
        {
            "en": "How a call works, what to press, and whom to ask. No knowledge needed.",
            "fr": "Comment se passe une réunion, sur quoi appuyer, à qui demander. Aucune connaissance requise.",
            "es": "Cómo es una llamada, qué pulsar y a quién preguntar. No hace falta saber nada.",
            "pt": "Como é uma reunião, o que apertar e a quem perguntar. Não é preciso saber nada.",
            "ar": "كيف يجري الاجتماع، وأي زر تضغطون، ومن تسألون. لا حاجة إلى معرفة سابقة.",
            "ru": "Как проходит конференция, что нажимать и кого спрашивать. Знать ничего не нужно.",
            "zh": "会议怎么进行，按哪个键，可以问谁。无需任何基础。",
        },
    ),
    _Event(
        8,
        "who-advises",
        f"topic: security\ncourse: security\nopen_to: everyone\n{ROOM}",
        {
            "en": "Who advises, who acts",
            "fr": "Qui conseille, qui agit",
            "es": "Quién aconseja, quién actúa",
            "pt": "Quem aconselha, quem age",
            "ar": "من ينصح ومن ينفّذ",
            "ru": "Кто советует, кто действует",
            "zh": "谁建议，谁行动",
        },
        {
            "en": "Five bodies in one hour, with one question for each.",
            "fr": "Cinq organes en une heure, avec une question pour chacun.",
            "es": "Cinco órganos en una hora, con una pregunta para cada uno.",
            "pt": "Cinco órgãos em uma hora, com uma pergunta para cada um.",
            "ar": "خمس هيئات في ساعة واحدة، وسؤال لكل منها.",
            "ru": "Пять органов за один час, по одному вопросу к каждому.",
            "zh": "一小时认识五个机构，向每个机构提一个问题。",
        },
    ),
    _Event(
        15,
        "your-comment",
        f"topic: policy\ncourse: pdp\nstate: cancelled\n{ROOM}",
        {
            "en": "Write your comment",
            "fr": "Rédigez votre commentaire",
            "es": "Escriba su comentario",
            "pt": "Escreva o seu comentário",
            "ar": "اكتبوا تعليقكم",
            "ru": "Напишите свой комментарий",
            "zh": "写下您的意见",
        },
        {
            "en": "Bring one sentence, leave with two hundred words.",
            "fr": "Venez avec une phrase, repartez avec deux cents mots.",
            "es": "Traiga una frase, llévese doscientas palabras.",
            "pt": "Traga uma frase, leve duzentas palavras.",
            "ar": "تعالوا بجملة واحدة واخرجوا بمئتي كلمة.",
            "ru": "Приходите с одной фразой, уходите с двумя сотнями слов.",
            "zh": "带来一句话，带走两百字。",
        },
        {
            "en": ("Why", "The presenter cannot come. A new day will stand here."),
            "fr": ("Pourquoi", "L’intervenante ne peut pas venir. Une nouvelle date figurera ici."),
            "es": ("Por qué", "La ponente no puede venir. Aquí figurará otro día."),
            "pt": ("Por quê", "A palestrante não pode vir. Uma nova data aparecerá aqui."),
            "ar": ("السبب", "لا تستطيع المتحدثة الحضور. سيُذكر هنا موعد جديد."),
            "ru": ("Почему", "Докладчица не может прийти. Новый день будет указан здесь."),
            "zh": ("原因", "主讲人不能来。新的日期会写在这里。"),
        },
    ),
)


def make_demo_events(today: date) -> dict[str, str]:
    """Files by their place below a root of courses: one event is over, some come, one is off. The same day gives the
    same files.
    """
    files = {f"{WEBINARS}channels.md": LINES}
    for language, spoken in TALK.items():
        files[f"{WEBINARS}media/two-lines.{language}.vtt"] = _captions(spoken)
    for event in EVENTS:
        files |= _files(event, today + timedelta(days=event.days))
    return files


def _files(event: _Event, day: date) -> dict[str, str]:
    """The event with its translations, stamped as up to date."""
    name, slug = f"demo-{event.slug}", f"{day.isoformat()}-{event.slug}"
    bodies = {code: f"\n## {heading} <!-- #reason{{}} -->\n\n{why}\n" for code, (heading, why) in event.reasons.items()}
    source = (
        f'---\ntype: webinar\nid: {name}\nlang: en\ntitle: "{event.titles["en"]}"\nsummary: "{event.summaries["en"]}"\n'
        f'series: "{SERIES["en"]}"\nstarts: {day.isoformat()}T13:00Z\nends: {day.isoformat()}T14:00Z\n{event.keys}---\n'
        f"{bodies['en'].format('') if bodies else ''}"
    )
    page = read_page(read_source(f"{WEBINARS}{slug}.md", source.encode(), slug=slug), NO_DAY, Findings())
    hashes = source_hashes(page)
    files = {f"{WEBINARS}{slug}.md": source}
    for language in (code for code in event.titles if code != "en"):
        files[f"{WEBINARS}{slug}.{language}.md"] = (
            f'---\ntranslation: {name}\nsource: "{hashes[""]}"\ntitle: "{event.titles[language]}"\n'
            f'summary: "{event.summaries[language]}"\nseries: "{SERIES[language]}"\nstatus: draft\n---\n'
            f"{bodies[language].format(' @' + hashes['reason']) if bodies else ''}"
        )
    return files


def _captions(spoken: tuple[str, ...]) -> str:
    cues = [
        f"0{number}:00.000 --> 0{number}:50.000\n<v {speaker}>{words}\n"
        for number, (speaker, words) in enumerate(zip(SPEAKERS, spoken, strict=True))
    ]
    return "WEBVTT\n\n" + "\n".join(cues)
