"""Devanture as operators start it, `python -m proxy serve`, on free ports for as long as a test needs it."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.process import Program, Running, free_port


@dataclass(frozen=True, slots=True)
class Devanture:
    """Where visitors (`url`) and operators (`admin`) come in, with no slash at the end; `data` is what it keeps."""

    url: str
    admin: str
    data: Path

    @property
    def token(self) -> str:
        return (self.data / "admin-token").read_text("utf-8").strip()

    @property
    def log(self) -> str:
        return (self.data / "log").read_text("utf-8")


@asynccontextmanager
async def running_devanture(upstream: str, site: Path, **settings: object) -> AsyncIterator[Devanture]:
    """`settings` are those of proxy/settings.py: `trusted_hops="127.0.0.1/32"` is given as `--trusted-hops`.

    What it keeps goes into a folder of this run, unless `data` names one; the site's folder is only read.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(str(settings.pop("data", folder)))
        public, admin = free_port(), free_port()
        given = {"upstream": upstream, "site": site, "data": data} | settings
        given |= {"listen": f"127.0.0.1:{public}", "admin": f"127.0.0.1:{admin}"}
        flags = [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", str(value))]
        words = [sys.executable, "-m", "proxy", "serve", *flags]
        program = Program(words, f"http://127.0.0.1:{admin}/ready", data / "log", {})
        async with _OffLoop(Running(program)):
            yield Devanture(f"http://127.0.0.1:{public}", f"http://127.0.0.1:{admin}", data)


@dataclass(slots=True)
class _OffLoop:
    """Starts and ends a program in a thread: the shop that it asks meanwhile may live in the test's own loop."""

    running: Running

    async def __aenter__(self) -> None:
        await asyncio.to_thread(self.running.__enter__)

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        await asyncio.to_thread(self.running.__exit__, kind, error, trace)
