"""Asking other sites whether what courses link to is still there; only `elearn check --online` does."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT = 10.0
AT_ONCE = 8
# Some servers know no HEAD, or answer it to nobody.
ASK_AGAIN = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, 501})
NAME = "elearn-check (link checker of a course author)"


def ask_all(addresses: Iterable[str], ask: Callable[[str], str]) -> dict[str, str]:
    """Every address once, with what is wrong with it, or an empty string."""
    wanted = list(dict.fromkeys(addresses))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(wanted, pool.map(ask, wanted), strict=True))


def find_fault(address: str, *, timeout: float = TIMEOUT, public: bool = True) -> str:
    """Why this address could not be opened, as the end of a sentence; empty when it could. Reads no body.

    Machines of the own network are not asked (`public`), also not by way of a redirect: a course file must not make
    somebody's computer knock there.
    """
    opener = build_opener(_Redirects(public=public))
    try:
        _require_public(address, public=public)
        for method in ("HEAD", "GET"):
            try:
                with opener.open(Request(address, method=method, headers={"User-Agent": NAME}), timeout=timeout):  # noqa: S310 - links.py lets https only into the list
                    return ""
            except HTTPError as error:
                error.close()
                if method == "GET" or error.code not in ASK_AGAIN:
                    return str(error.code)
    except _PrivateError:
        return "not a public address"
    except TimeoutError:
        return f"no answer in {timeout:g} s"
    except URLError as error:
        return f"no answer in {timeout:g} s" if isinstance(error.reason, TimeoutError) else "no connection"
    except (OSError, HTTPException, ValueError):
        return "no connection"
    return ""


class _PrivateError(Exception):
    pass


class _Redirects(HTTPRedirectHandler):
    def __init__(self, *, public: bool) -> None:
        self.public = public

    def redirect_request(  # noqa: PLR0917 - the signature of urllib
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        _require_public(newurl, public=self.public)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _require_public(address: str, *, public: bool) -> None:
    parts = urlsplit(address)
    if not public:
        return
    found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    if not all(ipaddress.ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found):
        raise _PrivateError
