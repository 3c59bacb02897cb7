"""A form that could not be taken comes back with everything that was typed and what to do, never with the password."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from werkzeug.wrappers import Response

from elearn.domain.errors import Refused, Throttled
from elearn.extensions import current
from elearn.extensions.words import ngettext
from elearn.web.forms.accounts import ShownForm
from elearn.web.messages import account_problems

_TYPED = ("StringField", "PasswordField", "TextAreaField")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the page says: (field, sentence) for the summary, the status, and headers."""

    problems: list[tuple[str, str]]
    status: int
    headers: dict[str, str]


def describe_refusal(form: ShownForm, error: Refused | Throttled) -> Refusal:
    """Puts the sentences beside the fields of `form`, in its order; undoes what the use case had begun."""
    current.session().rollback()
    form.make_showable()
    shown = [field.name for field in form if field.type != "HiddenField"]
    if isinstance(error, Throttled):
        typed = next((field.name for field in form if field.type in _TYPED), "")
        form.show({typed: wait_words(error.retry_after)})
        return Refusal([(typed, wait_words(error.retry_after))], 429, {"Retry-After": str(error.retry_after)})
    sentences = account_problems(error.problems)
    form.show(sentences)
    shown += [name for name in sentences if name not in form]
    return Refusal([(name, sentences[name]) for name in shown if name in sentences], 422, {})


def refuse_form(template: str, form: ShownForm, error: Refused | Throttled, **values: object) -> Response:
    """The page of one form again."""
    refusal = describe_refusal(form, error)
    page = render_template(template, form=form, problems=refusal.problems, **values)
    return Response(page, refusal.status, refusal.headers, content_type="text/html; charset=utf-8")


def wait_words(seconds: int) -> str:
    return ngettext(
        "Too many tries. Wait %(num)d second, then try again.",
        "Too many tries. Wait %(num)d seconds, then try again.",
        seconds,
    )
