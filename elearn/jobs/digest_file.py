"""The file that comes with a region's digest: the workbook of the region's page. The one place to change that."""

from __future__ import annotations

from elearn.domain.rollup import Report
from elearn.exchange.report_xlsx import report_xlsx
from elearn.extensions.speakers import Speaker


def digest_file(report: Report, speak: Speaker) -> tuple[str, bytes]:
    """(name, bytes), in the reader's language; `jobs/mail.py` knows the media type of the name's ending."""
    _ = speak.gettext
    fixed = (_("Region"), _("Code"), _("Group"), _("Country"), _("Course"), _("People"))
    states = (_("Invited"), _("Registered"), _("Started"), _("Stalled"), _("Finished"))
    book = report_xlsx(
        report,
        individual_name=_("Individual members"),
        heads=(*fixed, *states, _("At the end of")),
        right_to_left=speak.language.direction == "rtl",
    )
    return f"{report.ralo}-{report.as_of.isoformat()}.xlsx", book
