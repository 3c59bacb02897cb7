"""Handing the mail queue to the mail server, one letter at a time."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

from elearn.domain.addresses import to_envelope
from elearn.domain.languages import LANGUAGES
from elearn.extensions import Session
from elearn.services.mail import Letter, begin_letter, mark_doubtful, mark_refused, mark_sent, take_batch

TIMEOUT_S = 20
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
OK, WILL_FORWARD, REFUSED_FOR_GOOD = 250, 251, 500
FILE_TYPES = {
    ".csv": ("text", "csv"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
SENDER_NAME = "At-Large Learning"

log = logging.getLogger("elearn.mail")


@dataclass(frozen=True, slots=True)
class Route:
    """Where mail goes and whom it is from: MAIL_URL taken apart."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str

    @classmethod
    def read(cls, mail_url: str, base_url: str) -> Route:
        """`smtp+starttls://user:password@host:587/?from=learn@example.org`; without `from` it is `elearn@` the site."""
        parts = urlsplit(mail_url)
        asked = parse_qs(parts.query).get("from", [""])[0]
        sender = asked or f"elearn@{urlsplit(base_url).hostname}"
        port = parts.port or PORTS[parts.scheme]
        password = unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname or "", port, unquote(parts.username or ""), password, sender)


class Refusal(Exception):
    """The server said no, with a code: from 500 on it means never (RFC 5321 §4.2.1).

    What it says to our own address, before it has heard the other one, is not about that one's mailbox.
    """

    def __init__(self, code: int, answer: bytes, *, about_mailbox: bool = True) -> None:
        super().__init__(f"{code} {answer.decode('utf-8', 'replace')}")
        self.code = code
        self.about_mailbox = about_mailbox


class Doubt(Exception):
    """The line broke after the text went out."""


@dataclass(frozen=True, slots=True)
class Drained:
    sent: int = 0
    refused: int = 0


def drain_queue(session: Session, route: Route, *, clock: Callable[[], datetime]) -> Drained:
    """Send what is due. A server that is down or hangs costs the queue a pause and the learners' pages nothing."""
    sent = refused = 0
    while letters := take_batch(session, now=clock()):
        waiting = deque(letters)
        try:
            with connect(route) as server:
                while waiting:
                    done = hand_over(session, server, waiting[0], sender=route.sender, clock=clock)
                    waiting.popleft()
                    sent, refused = sent + done, refused + (not done)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("the mail server could not be reached or hung up: %s", error)
            for letter in waiting:
                mark_refused(session, letter, error=type(error).__name__, permanent=False, now=clock())
            return Drained(sent, len(waiting) + refused)
    return Drained(sent, refused)


def connect(route: Route) -> smtplib.SMTP:
    """A connection, encrypted and signed in as the address says. Raises OSError or SMTPException."""
    if route.scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(route.host, route.port, timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(route.host, route.port, timeout=TIMEOUT_S)
    if route.scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    if route.user:
        server.login(route.user, route.password)
    return server


def hand_over(
    session: Session, server: smtplib.SMTP, letter: Letter, *, sender: str, clock: Callable[[], datetime]
) -> bool:
    """One letter in an SMTP transaction of its own (RFC 5321 §3.3); True when the server took it.

    A letter that cannot be written is put aside and told in the log; the others are sent. Raises OSError or
    SMTPException when the line broke. Before the text went out the letter can go round again; after that it may have
    been taken, so it is put aside: nothing is sent twice.
    """
    try:
        recipient = to_envelope(letter.recipient)
        text = write_message(letter, sender=sender, recipient=recipient, at=clock())
    except Exception as error:
        log.exception("letter %d cannot be written", letter.id)
        mark_refused(session, letter, error=type(error).__name__, permanent=True, now=clock())
        return False
    try:
        announce(server, sender, recipient)
        if not begin_letter(session, letter):
            server.rset()
            return False
        deliver(server, text)
    except Refusal as refusal:
        permanent = refusal.code >= REFUSED_FOR_GOOD
        code = refusal.code if refusal.about_mailbox else 0
        mark_refused(session, letter, error=str(refusal), permanent=permanent, now=clock(), code=code)
        server.rset()
        return False
    except Doubt as doubt:
        mark_doubtful(session, letter, now=clock())
        raise smtplib.SMTPServerDisconnected("while a text was on its way") from doubt
    mark_sent(session, letter, now=clock())
    return True


def announce(server: smtplib.SMTP, sender: str, recipient: str) -> None:
    """From whom and to whom. Raises Refusal when the server wants neither."""
    server.ehlo_or_helo_if_needed()
    try:
        code, answer = server.mail(sender, [] if recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"])
    except smtplib.SMTPNotSupportedError as error:
        answer = b"the mail server takes no address in this script (SMTPUTF8)"
        raise Refusal(REFUSED_FOR_GOOD, answer, about_mailbox=False) from error
    if code != OK:
        raise Refusal(code, answer, about_mailbox=False)
    code, answer = server.rcpt(recipient)
    if code not in (OK, WILL_FORWARD):
        raise Refusal(code, answer)


def deliver(server: smtplib.SMTP, text: bytes) -> None:
    """The text. Raises Refusal when the server said no, Doubt when it said nothing."""
    try:
        code, answer = server.data(text)
    except smtplib.SMTPDataError as error:
        raise Refusal(error.smtp_code, b"no text wanted") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Doubt from error
    if code != OK:
        raise Refusal(code, answer)


def write_message(letter: Letter, *, sender: str, recipient: str, at: datetime) -> bytes:
    """Headers and text as they travel. A header with a line break in it raises ValueError in the standard library."""
    # A server that was not asked for 8-bit text (RFC 6152) gets none.
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit") if recipient.isascii() else SMTPUTF8)
    message["From"] = Address(SENDER_NAME, addr_spec=sender)
    message["To"] = recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    # The same letter has the same id whenever it is sent: mail programs show two copies as one.
    message["Message-ID"] = f"<mail-{letter.id}-{letter.created_at:%Y%m%d%H%M%S}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        # One click in the mail program (RFC 2369 §3.2, RFC 8058 §3.1); the operator's server must sign both (DKIM).
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Precedence"] = "bulk"
    message.set_content(letter.body)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    if letter.file is not None:
        attach(message, letter.file_name, letter.file)
    # Last: whatever sets or wraps a content takes the headers of contents away.
    message["Content-Language"] = LANGUAGES[letter.language].tag
    return message.as_bytes()


def attach(message: EmailMessage, name: str, file: bytes) -> None:
    """A file beside the text. Text stays nearly as short as it is; base64 would make a third more of it."""
    kind, subtype = FILE_TYPES[PurePosixPath(name).suffix]
    if kind == "text":
        text = file.decode("utf-8")
        message.add_attachment(text, subtype=subtype, charset="utf-8", cte="quoted-printable", filename=name)
    else:
        message.add_attachment(file, maintype=kind, subtype=subtype, filename=name)
