"""The form for result codes and files."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import FileField, TextAreaField

from elearn.web.forms.accounts import ShownForm

CODE = {"dir": "ltr", "rows": "6", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

# Of a pack, of a phone, of a workshop laptop.
FILES = ".txt,.json,.jsonl,.ndjson,.elp,text/plain,application/json"


class ResultsForm(ShownForm):
    code = TextAreaField(
        _("Result code"),
        description=_("It begins with EL1. Words around it do no harm."),
        default="",
        render_kw=CODE,
    )
    file = FileField(
        _("Or the file that was saved"),
        render_kw={"accept": ".txt,.json,.jsonl,.ndjson,.elp,text/plain,application/json"},
    )
