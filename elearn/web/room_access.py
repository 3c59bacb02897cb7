"""The facilitator of a workshop: whoever typed the code that was printed where the laptop was started."""

from __future__ import annotations

import hmac

from flask import current_app, request

from elearn.domain.tokens import derive_token
from elearn.services.laptops import Laptop
from elearn.web.cookies import BOARD_COOKIE


def board_token(laptop: Laptop) -> str:
    """What the facilitator's cookie holds; another laptop, or the same one after a wipe, has another."""
    key: str = current_app.config["ELEARN"].secret_key
    return derive_token(key.encode(), "workshop-board", laptop.uid, laptop.board_code)


def is_facilitator(laptop: Laptop) -> bool:
    given = request.cookies.get(BOARD_COOKIE, "")
    return hmac.compare_digest(given.encode("utf-8", "replace"), board_token(laptop).encode())
