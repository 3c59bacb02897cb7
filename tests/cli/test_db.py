"""`elearn db` on databases that are not what they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.cli.main import main


@pytest.mark.parametrize("verb", ["upgrade", "check"])
def test_a_file_that_is_no_database_is_named_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    file = tmp_path / "elearn.sqlite3"
    file.write_bytes(b"a letter to my sister\n" * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["elearn", "db", verb])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert (ended.value.code, told.count("\n")) == (2, 1)
    assert "DATABASE_URL" in told
    assert file.read_bytes() == b"a letter to my sister\n" * 100
