"""A form that could not be taken comes back with everything that was typed and what to do, never with the password."""

from __future__ import annotations

from flask import Response, render_template

from elearn.domain.errors import Refused, Throttled
from elearn.extensions import current
from elearn.extensions.words import ngettext
from elearn.web.forms.accounts import ShownForm
from elearn.web.messages import account_problems


def refuse_form(template: str, form: ShownForm, error: Refused | Throttled, **values: object) -> Response:
    """The page again, 422 or 429, with the summary first and the same words beside the fields."""
    current.session().rollback()
    if isinstance(error, Throttled):
        field = next(name for name in form._fields if form[name].type != "HiddenField")  # noqa: SLF001 - WTForms has no other way to the order
        problems = {field: wait_words(error.retry_after)}
        status, headers = 429, {"Retry-After": str(error.retry_after)}
    else:
        problems, status, headers = account_problems(error.problems), 422, {}
        form.show(problems)
    page = render_template(template, form=form, problems=list(problems.items()), **values)
    return Response(page, status, headers)


def wait_words(seconds: int) -> str:
    return ngettext(
        "Too many tries. Wait %(num)d second, then try again.",
        "Too many tries. Wait %(num)d seconds, then try again.",
        seconds,
    )
