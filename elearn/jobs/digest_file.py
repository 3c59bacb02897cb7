"""The file that comes with a region's digest. The one place to change when it is to be another kind of file."""

from __future__ import annotations

from elearn.domain.rollup import Report
from elearn.exchange.report_csv import report_csv


def digest_file(report: Report, *, individual_name: str) -> tuple[str, bytes]:
    """(name, bytes); `jobs/mail.py` knows the media type of the name's ending."""
    return f"{report.ralo}-{report.as_of.isoformat()}.csv", report_csv(report, individual_name=individual_name)
