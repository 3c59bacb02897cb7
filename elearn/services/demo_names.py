"""Names of people who do not exist, in the scripts of their languages. A letter stands for the family name."""

from __future__ import annotations

from random import Random

# By language, and for English, French and Spanish by RALO where people's names differ.
_GIVEN = {
    "en AFRALO": "Wanjiru Otieno Njeri Baraka Thandiwe Sipho Chinedu Ngozi Kwame Efua Tendai Abebe Selam Juma Asha",
    "en APRALO": "Ananya Rohan Priya Arjun Siti Ahmad Mei Thanh Linh Jose Maricel Sione Mele Tevita Aroha Kiran",
    "en EURALO": "Aoife Liam Freya Lars Ingrid Mikkel Katya Jan Zuzana Marek Ilse Joost Eleni Nikos Mirela Andrei",
    "en LACRALO": "Shanice Andre Keisha Marlon Camille Devon Alicia Trevor Simone Winston Nadia Curtis",
    "en NARALO": "Emily Noah Grace Mason Aiyana Ethan Maya Lucas Nora Owen Hana Caleb Talia Wyatt",
    "fr AFRALO": "Awa Moussa Fatou Ibrahima Mariam Ousmane Aminata Cheikh Nadège Serge Rokhaya Koffi Aïcha Yao Chantal",
    "fr": "Élodie Mathieu Camille Théo Inès Hugo Chloé Zoé Jérôme Maëlle Noël Agnès",
    "es": "Lucía Mateo Valentina Santiago Camila Joaquín Ximena Tomás Renata Íñigo Nicolás Andrés Begoña Julián Ñusta",
    "pt": "Beatriz João Mariana Thiago Luísa Caetano Inês Otávio Conceição Rui Helena Davi",
    "ar": "أمينة يوسف ليلى كريم سلمى طارق نور حسن مريم عمر هدى سامي رانيا زياد",
    "ru": "Айгуль Тимур Ольга Данияр Ирина Руслан Марина Арман Светлана Бекзат Наталья Ержан",
    "zh": "小雨 文浩 思远 嘉怡 子涵 明月 志强 雅琴 天佑 静怡 宇航 诗涵",
}
_FAMILY = {
    "ar": "ح م س ع ر ن ك ب",
    "ru": "А Б В Г Д К М С",
    "zh": "陈 林 黄 周 吴 徐 孙 马",
}
_LETTERS = "A B C D F G H K L M N O P R S T W"


def make_name(random: Random, language: str, ralo: str) -> str:
    """A name as somebody of this language and region might write it."""
    given = random.choice((_GIVEN.get(f"{language} {ralo}") or _GIVEN[language]).split())
    family = random.choice(_FAMILY.get(language, _LETTERS).split())
    return f"{family}{given}" if language == "zh" else f"{given} {family}."
