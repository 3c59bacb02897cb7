"""The digests of packs, made in a process of its own: `python -m tests.web.pack_building DATABASE INSTANCE COURSE`."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from config import ROOT, Config
from elearn.app import create_app

ENDINGS = ("html", "zip", "json")


def digests(database: str, instance: Path, course: str) -> dict[str, str]:
    """Address -> hash of its bytes, in a language of either direction."""
    config = Config(database, "k" * 40, (ROOT / "courses",), instance_path=instance, base_url="http://localhost")
    client = create_app(config).test_client()
    paths = [f"/{language}/c/{course}/pack.{ending}" for language in ("ar", "fr") for ending in ENDINGS]
    return {path: hashlib.sha256(client.get(path).data).hexdigest() for path in paths}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(digests(sys.argv[1], Path(sys.argv[2]), sys.argv[3])))
