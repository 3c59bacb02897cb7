"""A real Redis for the tests and the scaled layout, on loopback, stopped by its own process."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from elearn.exchange.resp import RedisLine, RedisPlace
from tests.bench.servers import free_port
from tests.dying import with_parent

DEADLINE_S = 20


@dataclass
class Redis:
    """One server. After `kill` it can be started again on the same port; what it held is gone."""

    folder: Path
    port: int
    password: str
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{quote(self.password, safe='')}@127.0.0.1:{self.port}/1"

    def start(self) -> None:
        config = self.folder / "redis.conf"
        config.write_text(
            f'bind 127.0.0.1\nport {self.port}\nrequirepass "{self.password}"\nsave ""\nappendonly no\n'
            f"dir {self.folder}\nmaxmemory 64mb\nmaxmemory-policy allkeys-lru\n"
        )
        self.process = subprocess.Popen(
            ["redis-server", config],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=with_parent(signal.SIGTERM),  # noqa: PLW1509 - it makes one system call
        )
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with closing(RedisLine(RedisPlace.read(self.url), timeout=1)) as line:
                    line.ask("PING")
                    return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("Redis did not start")

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait(20)


@contextmanager
def running_redis(folder: Path, *, password: str = "p" * 20) -> Iterator[Redis]:
    redis = Redis(folder, free_port(), password)
    redis.start()
    try:
        yield redis
    finally:
        if redis.process and redis.process.poll() is None:
            redis.process.terminate()
            redis.process.wait(20)
