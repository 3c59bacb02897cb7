"""HEAD is GET without the content (RFC 9110 §9.3.2): mail scanners and link checkers ask with it and change nothing."""

from __future__ import annotations

from typing import Any

from flask import Request


class PlainRequest(Request):
    """A request whose views know two methods only: asking and sending. The answer to a HEAD loses its body later.

    Without it `if request.method == "GET"` is false for a HEAD, and a look would act.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.method == "HEAD":
            self.method = "GET"
