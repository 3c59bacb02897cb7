"""Where to go after signing in: an address of this site and nothing else."""

from __future__ import annotations

import re

# A path of ours begins with a language or a word. What browsers read as another host has something else in its place:
# a second slash, a backslash, a tab or a line break (WHATWG URL §4.4 drops those), a percent sign, a letter of another
# script that only looks like a slash.
_LOCAL = re.compile(r"/[A-Za-z0-9][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
LONGEST = 500


def local_path(text: str | None) -> str:
    """`text` when it is a path of this site, else empty."""
    return text if text and len(text) <= LONGEST and _LOCAL.fullmatch(text) else ""
