"""Settings: a wrong value stops the start with its name; the key is made once."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from config import Config, SettingError

KEY = "k" * 40


def settings(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"INSTANCE_PATH": str(tmp_path), "SECRET_KEY": KEY, **more}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite:"),
        ("SECRET_KEY", "changeme"),
        ("SECRET_KEY", "short"),
        ("COURSES_PATH", "no-such-folder"),
        ("BASE_URL", "learn.example.org"),
        ("BASE_URL", "https://example.org/path"),
        ("LANGUAGES", "en,xx"),
        ("LANGUAGES", "fr"),
        ("MAIL_URL", "mail.example.org"),
        ("TRUSTED_PROXIES", "many"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "１"),
        ("ELEARN_ENV", "prod"),
        ("CONTACT", "somebody"),
        ("CONTACT", "javascript:alert(1)"),
        ("CONTACT", "two words@example.org"),
        ("DNSSEC", "maybe"),
        ("ALS_STATUS", "90 365 3"),
        ("ALS_STATUS", "400 365 3 180"),
        ("ALS_STATUS", "90 365 three 180"),
        ("ALS_STATUS", "90 365 -3 180"),
        ("DATABASE_REPLICA_URL", "sqlite:///copy.sqlite3"),
        ("DATABASE_REPLICA_URL", "postgresql://replica.example.org"),
        ("JOBS_URL", "redis://127.0.0.1"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://127.0.0.1:0"),
        ("REDIS_URL", "redis://127.0.0.1:99999"),
        ("REDIS_URL", "redis://127.0.0.1/cache"),
        ("NUDGE_DAYS", "0"),
        ("NUDGE_DAYS", "366"),
        ("NUDGE_DAYS", "a fortnight"),
    ],
)
def test_a_wrong_value_is_named_with_an_example(tmp_path: Path, setting: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{setting}: .*Example: {setting}=") as caught:
        Config.from_environment(settings(tmp_path, **{setting: value}))
    assert caught.value.setting == setting


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("", ""),
        ("help@learn.example.org", "mailto:help@learn.example.org"),
        ("https://example.org/contact", "https://example.org/contact"),
    ],
)
def test_the_contact_is_a_link(tmp_path: Path, text: str, link: str) -> None:
    assert Config.from_environment(settings(tmp_path, CONTACT=text)).contact == link


def test_the_defaults_are_an_sqlite_file_and_seven_languages(tmp_path: Path) -> None:
    config = Config.from_environment(settings(tmp_path))
    assert config.database_url == f"sqlite:///{tmp_path / 'elearn.sqlite3'}"
    assert config.languages == ("en", "fr", "es", "pt", "ar", "ru", "zh")
    assert not config.secure
    assert not config.demonstration
    assert config.nudge_days == 14


def test_https_makes_the_site_secure(tmp_path: Path) -> None:
    assert Config.from_environment(settings(tmp_path, BASE_URL="https://learn.example.org/")).secure


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    environment = {"INSTANCE_PATH": str(tmp_path / "instance")}
    first = Config.from_environment(environment).secret_key
    assert Config.from_environment(environment).secret_key == first
    assert len(first) == 64
    assert (tmp_path / "instance/secret_key").stat().st_mode & 0o077 == 0


def test_eight_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    keys: list[str] = []
    environment = {"INSTANCE_PATH": str(tmp_path / "instance")}
    threads = [Thread(target=lambda: keys.append(Config.from_environment(environment).secret_key)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_an_unwritable_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="INSTANCE_PATH"):
        Config.from_environment({"INSTANCE_PATH": str(tmp_path / "file" / "instance")})


FIRST, SECOND = "postgresql://elearn@first/elearn", "postgresql://elearn@second/elearn"


@pytest.mark.parametrize(
    ("more", "setting"),
    [
        ({"DATABASE_REPLICA_URL": SECOND}, "DATABASE_URL"),
        ({"JOBS_URL": SECOND, "DATABASE_URL": "sqlite:///x.sqlite3"}, "DATABASE_URL"),
        ({"DATABASE_REPLICA_URL": FIRST, "DATABASE_URL": FIRST}, "DATABASE_REPLICA_URL"),
        ({"DATABASE_REPLICA_URL": SECOND, "DATABASE_URL": FIRST, "SECRET_KEY": ""}, "SECRET_KEY"),
        ({"REDIS_URL": "redis://127.0.0.1", "SECRET_KEY": ""}, "SECRET_KEY"),
        ({"REDIS_URL": "redis://127.0.0.1", "ELEARN_ENV": "node"}, "REDIS_URL"),
    ],
)
def test_half_of_a_large_layout_is_refused(tmp_path: Path, more: dict[str, str], setting: str) -> None:
    """Each machine would make a key of its own, or would look for a replica of a file."""
    with pytest.raises(SettingError, match=f"^{setting}: .*Example: {setting}=") as caught:
        Config.from_environment(settings(tmp_path, **more))
    assert caught.value.setting == setting


def test_a_large_layout_is_read(tmp_path: Path) -> None:
    redis = "rediss://elearn:p%40ss@cache.example.org:6380/2"
    more = {"DATABASE_URL": FIRST, "DATABASE_REPLICA_URL": SECOND, "JOBS_URL": FIRST, "REDIS_URL": redis}
    config = Config.from_environment(settings(tmp_path, **more))
    assert (config.replica_url, config.jobs_url, config.redis_url) == (SECOND, FIRST, redis)
