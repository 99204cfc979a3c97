"""A program beside a test that claims codes of an SQLite ledger for one visitor after another, telling each."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

from proxy.stores.ledger.ledger import Claim
from proxy.stores.ledger.sqlite import SqliteLedger
from tests.support.tree import ROOT

POOL = "freeship"


@contextmanager
def claiming(path: Path, whos: Sequence[str]) -> Iterator[Popen[str]]:
    """Start it; a line of its output is a visitor and the code that the ledger gave."""
    words = (sys.executable, "-m", "tests.support.claiming", str(path), *whos)
    with Popen(words, cwd=ROOT, stdout=PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def codes(count: int) -> Sequence[str]:
    return [f"SHIP-{number:04}" for number in range(count)]


async def claimed(path: Path, whos: Sequence[str]) -> None:
    ledger = SqliteLedger(path)
    for who in whos:
        given = await ledger.claim(Claim(POOL, who, 0.0), codes(500))
        sys.stdout.write(f"{who} {given.code if given else ''}\n")
        sys.stdout.flush()
    await ledger.close()


if __name__ == "__main__":
    asyncio.run(claimed(Path(sys.argv[1]), sys.argv[2:]))
