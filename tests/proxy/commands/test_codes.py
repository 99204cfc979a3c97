"""`devanture codes`: what is given, expired and left, out of the ledger and the files."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.stores import Means
from proxy.stores.ledger import Claim, open_ledger
from tests.support.commands import Terminal
from tests.support.giving import giving_site
from tests.support.redis import running_redis

CODES = [f"GIFT-{number}" for number in range(5)]


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def give(store: str, folder: Path, ends: Sequence[float | None]) -> None:
    """Give a code to one visitor after the other; each runs out so many seconds from now."""

    async def given() -> None:
        tasks = Tasks(Metrics())
        ledger = open_ledger(store, Means(folder, tasks, Metrics()))
        for number, end in enumerate(ends):
            now = time.time() + number
            await ledger.claim(Claim("gifts", f"{number:032}", now, None if end is None else now + end), CODES)
        await tasks.stop(1.0)
        await ledger.close()

    asyncio.run(given())


def test_it_tells_what_is_given_expired_and_left(terminal: Terminal, tmp_path: Path) -> None:
    site, data = giving_site(tmp_path / "site", [*CODES, CODES[0]]), tmp_path / "data"
    data.mkdir()
    give(f"sqlite:{data / 'visitors.sqlite'}", data, [None, 3600.0, -10.0])
    said = terminal("codes", "--site", site, "--data", data)
    assert said.status == 0
    assert said.lines == [
        "pool     given  expired  left",
        "gifts        3        1     2",
        "welcome      0        0   200",
    ]


def test_it_writes_every_code_that_was_given_and_nobody_s_name(terminal: Terminal, tmp_path: Path) -> None:
    site, data = giving_site(tmp_path / "site", CODES), tmp_path / "data"
    data.mkdir()
    give(f"sqlite:{data / 'visitors.sqlite'}", data, [None, -10.0])
    assert terminal("codes", "--site", site, "--data", data, "--export", tmp_path / "given.csv").status == 0
    head, first, second = (tmp_path / "given.csv").read_text("utf-8").splitlines()
    assert head == "pool,code,given,until,state"
    assert first.startswith("gifts,GIFT-0,20")
    assert first.endswith(",,good")
    assert second.endswith("+00:00,expired")
    assert "0000000" not in first + second


def test_a_ledger_in_redis_is_told_too(terminal: Terminal, tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as (redis,):
        site = giving_site(tmp_path / "site", CODES)
        give(redis.url, tmp_path, [None])
        said = terminal("codes", "--site", site, "--data", tmp_path / "data", "--store", redis.url)
        assert said.lines[1] == "gifts        1        0     4"


def test_where_nothing_was_given_nothing_is_opened(terminal: Terminal, tmp_path: Path) -> None:
    site = giving_site(tmp_path / "site", CODES)
    said = terminal("codes", "--site", site, "--data", tmp_path / "data")
    assert said.lines[1] == "gifts        0        0     5"
    assert not (tmp_path / "data" / "codes.sqlite").exists()


def test_only_the_shop_knows_how_many_its_service_has_left(terminal: Terminal, tmp_path: Path) -> None:
    site = giving_site(tmp_path / "site", CODES, "{ api: { url: 'http://127.0.0.1/codes' } }")
    assert terminal("codes", "--site", site, "--data", tmp_path / "data").lines[1] == "gifts        0        0"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--store", "memory:"), "one running process's own"),
        (("--export", "/no/such/folder/given.csv"), "No such file"),
    ],
)
def test_what_cannot_be_is_told(terminal: Terminal, tmp_path: Path, words: Sequence[str], told: str) -> None:
    site = giving_site(tmp_path / "site", CODES)
    said = terminal("codes", "--site", site, "--data", tmp_path / "data", *words)
    assert said.status == 1
    assert told in said.err


def test_a_file_that_is_no_pool_is_told(terminal: Terminal, tmp_path: Path) -> None:
    site = giving_site(tmp_path / "site", ["x" * 65])
    said = terminal("codes", "--site", site, "--data", tmp_path / "data")
    assert (said.status, said.out) == (1, "")
    assert "line 1 is no code" in said.err
