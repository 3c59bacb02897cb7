"""The settings, read once from the environment. A wrong value stops the start with its name and an example."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")
# The folder of the instance with the made-up webinars of a demonstration.
DEMONSTRATION_COURSES = "demonstration-courses"
ENVIRONMENTS = ("production", "development", "node")
POSTGRESQL = ("postgresql", "postgresql+psycopg")
MAIL_SCHEMES = ("smtp", "smtps", "smtp+starttls")
# Words that people leave in place of a key; a site that starts with one of them signs for anybody.
WEAK_KEYS = ("secret", "changeme", "change-me", "dev", "development", "password", "default", "test")


class SettingError(ValueError):
    """A setting cannot be used. `setting` is its name, the text says what to write instead."""

    def __init__(self, setting: str, problem: str, example: str) -> None:
        super().__init__(f"{setting}: {problem}. Example: {setting}={example}")
        self.setting = setting


@dataclass(frozen=True, slots=True)
class Config:
    """What the operator decides. Paths are absolute; `base_url` has no trailing slash."""

    database_url: str
    secret_key: str
    courses_path: tuple[Path, ...]
    instance_path: Path
    base_url: str
    languages: tuple[str, ...] = LANGUAGES
    mail_url: str = ""
    trusted_proxies: int = 0
    environment: str = "production"
    demonstration: bool = False
    contact: str = ""
    dnssec: str = "unknown"
    # When an ALS is active: days of last activity, days until standby, members, days of the last finished course.
    als_status: tuple[int, int, int, int] = (90, 365, 3, 180)
    nudge_days: int = 14
    # Beyond one machine (docs/operators/scale.md); empty when the first database does it alone.
    replica_url: str = ""
    redis_url: str = ""
    jobs_url: str = ""
    # No: browsers that saved courses are given a service worker that takes itself away.
    saving: str = "yes"

    @property
    def secure(self) -> bool:
        """True when people reach the site over TLS: cookies and HSTS follow it."""
        return self.base_url.startswith("https://")

    @property
    def node(self) -> bool:
        """True on a workshop laptop: plain HTTP in a room, people pick their names, no service worker."""
        return self.environment == "node"

    @property
    def saves(self) -> bool:
        """True when courses may be saved on phones. Never at a workshop: its laptop is gone tomorrow."""
        return self.saving == "yes" and not self.node

    @property
    def catalogues_path(self) -> Path:
        """Where the compiled interface catalogues lie; made from `translations/` at start."""
        return self.instance_path / "translations"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read every setting. Raises SettingError; makes the instance folder and its secret key when absent."""
        env = os.environ if environ is None else environ
        environment = _choice(env, "ELEARN_ENV", ENVIRONMENTS, "production")
        replica, jobs, redis = _others(env, environment)
        instance = (ROOT / env.get("INSTANCE_PATH", "instance")).resolve()
        return cls(
            database_url=_database_url(env.get("DATABASE_URL", ""), instance),
            secret_key=_secret_key(env.get("SECRET_KEY", ""), instance, environment),
            courses_path=(*_courses_path(env.get("COURSES_PATH", "courses")), *_demonstration_courses(instance)),
            instance_path=instance,
            base_url=_base_url(env.get("BASE_URL", "http://127.0.0.1:8000")),
            languages=_languages(env.get("LANGUAGES", ",".join(LANGUAGES))),
            mail_url=_mail_url(env.get("MAIL_URL", "")),
            trusted_proxies=_count(env, "TRUSTED_PROXIES"),
            environment=environment,
            demonstration=(instance / "demonstration").exists(),
            contact=_contact(env.get("CONTACT", "")),
            dnssec=_choice(env, "DNSSEC", ("yes", "no", "unknown"), "unknown"),
            als_status=_als_status(env.get("ALS_STATUS", "90 365 3 180")),
            nudge_days=_days(env.get("NUDGE_DAYS", "14")),
            replica_url=replica,
            jobs_url=jobs,
            redis_url=redis,
            saving=_choice(env, "SAVING", ("yes", "no"), "yes"),
        )


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.get(name) or default
    if value not in allowed:
        raise SettingError(name, f"`{value}` is not one of {', '.join(allowed)}", default)
    return value


def _count(env: Mapping[str, str], name: str) -> int:
    text = env.get(name) or "0"
    if not (text.isascii() and text.isdigit() and int(text) <= 10):
        raise SettingError(name, f"`{text}` is not a whole number from 0 to 10", "1")
    return int(text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 365):
        raise SettingError("NUDGE_DAYS", f"`{text}` is not a number of days from 1 to 365", "14")
    return int(text)


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'elearn.sqlite3'}"
    scheme = url.partition("://")[0]
    if scheme == "sqlite":
        path = url.removeprefix("sqlite:///")
        if path == url or not path:
            raise SettingError("DATABASE_URL", "the SQLite file is missing", "sqlite:///instance/elearn.sqlite3")
        return f"sqlite:///{(ROOT / path).resolve()}"
    if scheme in POSTGRESQL:
        return url
    raise SettingError(
        "DATABASE_URL", f"`{scheme}` is neither sqlite nor postgresql", "postgresql://elearn@localhost/elearn"
    )


def _postgresql_url(env: Mapping[str, str], name: str, example: str) -> str:
    """Empty when it is not set. A replica of the very same server would hide that there is none."""
    url = env.get(name, "")
    if url and (urlsplit(url).scheme not in POSTGRESQL or not urlsplit(url).path.strip("/")):
        raise SettingError(name, "it is no address of a PostgreSQL database", example)
    if url and name == "DATABASE_REPLICA_URL" and url == env.get("DATABASE_URL"):
        raise SettingError(name, "it is DATABASE_URL itself: name the replica, or leave it out", example)
    return url


def _redis_url(url: str) -> str:
    """`redis://` or, with TLS, `rediss://`, a host, and perhaps a user, a password, a port and a number."""
    parts = urlsplit(url)
    try:
        usable = parts.scheme in ("redis", "rediss") and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        usable = False
    number = parts.path.strip("/")
    if url and not (usable and (not number or (number.isascii() and number.isdigit() and len(number) <= 4))):
        raise SettingError("REDIS_URL", "it is no address of a Redis server", "redis://:password@127.0.0.1:6379/0")
    return url


def _others(env: Mapping[str, str], environment: str) -> tuple[str, str, str]:
    """(replica, jobs, Redis), empty where not set.

    Each of them means more machines than one: nothing that they share may live in one machine's instance folder.
    """
    replica = _postgresql_url(env, "DATABASE_REPLICA_URL", "postgresql://elearn@replica.example.org/elearn")
    jobs = _postgresql_url(env, "JOBS_URL", "postgresql://elearn@db.example.org/elearn_jobs")
    redis = _redis_url(env.get("REDIS_URL", ""))
    for name, url in {"DATABASE_REPLICA_URL": replica, "JOBS_URL": jobs, "REDIS_URL": redis}.items():
        if url and environment == "node":
            raise SettingError(name, "a workshop laptop works alone: leave it out", "")
        if url and name != "REDIS_URL" and urlsplit(env.get("DATABASE_URL", "")).scheme not in POSTGRESQL:
            example = "postgresql://elearn@db.example.org/elearn"
            raise SettingError("DATABASE_URL", f"with {name} it must be a PostgreSQL database", example)
        if url and environment == "production" and not env.get("SECRET_KEY"):
            raise SettingError("SECRET_KEY", f"with {name} all machines need the same one", secrets.token_hex(32))
    return replica, jobs, redis


def _secret_key(key: str, instance: Path, environment: str) -> str:
    if key:
        if environment == "production" and (len(key) < 32 or key.lower() in WEAK_KEYS):
            raise SettingError("SECRET_KEY", "it needs at least 32 characters", secrets.token_hex(16) + "…")
        return key
    path = instance / "secret_key"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_hex(32))
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingError(
            "INSTANCE_PATH", f"cannot write in {instance} ({error.strerror})", "/var/lib/elearn"
        ) from error


def _write_once(path: Path, text: str) -> None:
    """Two processes may start together: the first one's key stands, and is never seen half-written."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    draft = Path(name)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _courses_path(value: str) -> tuple[Path, ...]:
    roots = tuple((ROOT / part).resolve() for part in value.split(os.pathsep) if part)
    missing = [root for root in roots if not root.is_dir()]
    if missing or not roots:
        raise SettingError("COURSES_PATH", f"`{missing[0] if missing else value}` is not a folder", "courses")
    return roots


def _demonstration_courses(instance: Path) -> tuple[Path, ...]:
    """What `elearn demo` has written beside the courses; nothing on a site without a demonstration."""
    made_up = instance / DEMONSTRATION_COURSES
    return (made_up,) if made_up.is_dir() else ()


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise SettingError("BASE_URL", f"`{url}` is not an address of a site", "https://learn.example.org")
    return url.rstrip("/")


def _languages(value: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in value.split(",") if code.strip())
    unknown = [code for code in codes if code not in LANGUAGES]
    if unknown or "en" not in codes:
        problem = f"`{unknown[0]}` has no interface here" if unknown else "`en` must be among them"
        raise SettingError("LANGUAGES", problem, ",".join(LANGUAGES))
    return codes


def _contact(text: str) -> str:
    """An e-mail address or a page, as an address that a link can carry."""
    if text.startswith("https://") and urlsplit(text).hostname and " " not in text:
        return text
    name, at, host = text.partition("@")
    if text and not (name and at and host and text.isprintable() and " " not in text):
        raise SettingError("CONTACT", f"`{text}` is neither an e-mail address nor a page", "help@learn.example.org")
    return f"mailto:{text}" if text else ""


def _mail_url(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in MAIL_SCHEMES or not parts.hostname):
        raise SettingError("MAIL_URL", f"`{parts.scheme or url}` is not a way to send mail", "smtp://localhost:25")
    return url


def _als_status(text: str) -> tuple[int, int, int, int]:
    """Four whole numbers; whoever is on standby was not active a shorter time ago."""
    parts = text.split()
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and 1 <= len(part) <= 4]
    if len(parts) != 4 or len(numbers) != 4 or not 0 < numbers[0] <= numbers[1] or not numbers[3]:
        raise SettingError("ALS_STATUS", f"`{text}` is not days, days until standby, members and days", "90 365 3 180")
    return numbers[0], numbers[1], numbers[2], numbers[3]
