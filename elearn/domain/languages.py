"""The seven languages: codes for addresses, tags for `lang=`, direction, and the choice by Accept-Language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """`code` stands in addresses and file names, `tag` (BCP 47) in `lang=`, `endonym` is how its readers call it."""

    code: str
    tag: str
    endonym: str
    direction: str = "ltr"


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "en", "English"),
        Language("fr", "fr", "Français"),
        Language("es", "es", "Español"),
        Language("pt", "pt", "Português"),
        Language("ar", "ar", "العربية", "rtl"),
        Language("ru", "ru", "Русский"),
        Language("zh", "zh-Hans", "简体中文"),
    )
}

DEFAULT = "en"


def negotiate(accept_language: str, offered: Iterable[str] = LANGUAGES) -> str:
    """The best offered code for an Accept-Language header (RFC 9110 §12.5.4); `en` when nothing fits or it is nonsense.

    The first subtag decides (`pt-BR` -> `pt`, `zh-TW` -> `zh`); among equal weights the earlier one wins.
    """
    codes = set(offered)
    best, best_weight = DEFAULT, 0.0
    for part in accept_language[:1000].split(","):
        tag, _, parameters = part.strip().partition(";")
        code = tag.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if code == "*":
            code = DEFAULT
        if code in codes and weight > best_weight:
            best, best_weight = code, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0
