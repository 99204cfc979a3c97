"""Devanture as operators start it, `python -m proxy serve`, on free ports for as long as a test needs it."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from proxy.identify import recognize
from proxy.message import Head
from proxy.stores.keys import read_keys
from scoring.profile import Profile
from tests.support.process import OffLoop, Program, Running, free_port

DRAIN = 1.0
"""Seconds for running requests to end; most tests end with none."""


@dataclass(frozen=True, slots=True)
class Devanture:
    """Where visitors (`url`) and operators (`admin`) come in, with no slash at the end; `data` is what it keeps."""

    url: str
    admin: str
    data: Path
    pid: int

    @property
    def token(self) -> str:
        return (self.data / "admin-token").read_text("utf-8").strip()

    @property
    def log(self) -> str:
        return (self.data / "log").read_text("utf-8")

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    async def told(self, path: str, method: str = "GET") -> str:
        """Ask the operators' door; urllib.error.HTTPError when it refuses."""
        asked = Request(self.admin + path, headers={"Authorization": f"Bearer {self.token}"}, method=method)
        return await asyncio.to_thread(_answered, asked)

    async def known(self, cookie: str) -> Profile:
        """Return what is kept of the visitor with this cookie of ours."""
        found: Profile = json.loads(await self.told(f"/visitor/{visitor_of(cookie, self.data)}"))
        return found


LAUNCH = (sys.executable, "-m", "proxy")
"""How the program is started; a test may do it in another way, and hand that in as `launch`."""


@contextmanager
def started_devanture(upstream: str, site: Path, **settings: object) -> Iterator[Devanture]:
    """`settings` are those of proxy/settings.py: `trusted_hops="127.0.0.1/32"` is given as `--trusted-hops`.

    What it keeps goes into a folder of this run, unless `data` names one; the site's folder is only read.
    """
    launch = settings.pop("launch", LAUNCH)
    assert isinstance(launch, tuple)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(str(settings.pop("data", folder)))
        public, admin = free_port(), free_port()
        given = {"upstream": upstream, "site": site, "data": data, "drain_timeout": DRAIN} | settings
        given |= {"listen": f"127.0.0.1:{public}", "admin": f"127.0.0.1:{admin}"}
        flags = [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", str(value))]
        words = [*launch, "serve", *flags]
        program = Program(words, f"http://127.0.0.1:{admin}/ready", data / "log", {})
        with Running(program) as pid:
            yield Devanture(f"http://127.0.0.1:{public}", f"http://127.0.0.1:{admin}", data, pid)


@asynccontextmanager
async def running_devanture(upstream: str, site: Path, **settings: object) -> AsyncIterator[Devanture]:
    """Start as `started_devanture` does, from a test whose own loop may be where the shop is."""
    block = OffLoop(started_devanture(upstream, site, **settings))
    async with block as devanture:
        yield devanture


def visitor_of(cookie: str, data: Path) -> str:
    """Return the id that a store knows the owner of this cookie by."""
    visitor = recognize(read_keys(data / "keys"), _sending(cookie), 0, secure=False)
    assert visitor is not None, "we never signed this cookie"
    return visitor.id


def _answered(asked: Request) -> str:
    with urlopen(asked, timeout=30) as answer:
        text: str = answer.read().decode("utf-8")
        return text


def _sending(cookie: str) -> Head:
    return Head("GET", "/", ((b"Cookie", f"dv={cookie}".encode("ascii")),))
