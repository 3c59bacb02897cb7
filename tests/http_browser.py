"""A browser that keeps cookies and follows redirects, without a screen: for real servers on loopback."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener


@dataclass
class Page:
    """An answer after redirects."""

    status: int
    address: str
    text: str
    body: bytes

    def find(self, pattern: str) -> str:
        """The first group of this pattern. Raises AssertionError."""
        found = re.search(pattern, self.text)
        assert found, f"{pattern} is not in {self.address}"
        return str(found.group(1))


class Browser:
    """A phone or laptop with cookies of its own."""

    def __init__(self, base: str) -> None:
        self.base, self.jar = base, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def clone(self) -> Browser:
        """Another phone with a copy of everything in this one."""
        twin = Browser(self.base)
        for cookie in self.jar:
            twin.jar.set_cookie(cookie)
        return twin

    def get(self, path: str) -> Page:
        return self._ask(path)

    def post(self, path: str, form: Mapping[str, object]) -> Page:
        return self._ask(path, urlencode(form, doseq=True).encode())

    def send_file(self, path: str, data: bytes, **fields: str) -> Page:
        border = "x" * 20
        parts = b"".join(
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        )
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="f.elp"\r\n\r\n'.encode()
        body = parts + head + data + f"\r\n--{border}--\r\n".encode()
        return self._ask(path, body, f"multipart/form-data; boundary={border}")

    def _ask(self, path: str, data: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> Page:
        request = Request(self.base + path, data)  # noqa: S310 - our own servers
        if data is not None:
            request.add_header("Content-Type", kind)
        try:
            with self.opener.open(request, timeout=30) as answer:
                body = answer.read()
                return Page(answer.status, answer.url, body.decode("utf-8", "replace"), body)
        except HTTPError as error:
            with error:
                body = error.read()
                return Page(error.code, request.full_url, body.decode("utf-8", "replace"), body)
