"""Texts of other people on a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """What a file holds must not steer the operator's terminal (CWE-150)."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
