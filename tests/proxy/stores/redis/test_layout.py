"""What stands in Redis, proven on a real server: names that count once, versions, erasures, times to live."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from proxy.notation import Endpoint
from proxy.store_url import redis_url
from proxy.stores.fold import folded
from proxy.stores.redis import layout
from proxy.stores.redis.layout import Kept, StrayError
from proxy.stores.redis.line import Terms, connected
from proxy.stores.redis.link import Link, RefusedError, Waits
from proxy.stores.store import StoreError
from proxy.stores.write import LATE, Write
from scoring.visitor import Visitor
from tests.support.events import NOON, seen
from tests.support.redis import running_redis

KEEP = 1000.0


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running_redis(tmp_path_factory.mktemp("redis")) as (redis,):
        yield redis.port


@pytest.fixture
async def link(port: int) -> AsyncIterator[Link]:
    terms = Terms(redis_url("redis://127.0.0.1"), Waits(1.0, 10.0))
    link = await connected(Endpoint("127.0.0.1", port), terms)
    await link.ask("FLUSHALL")
    yield link
    link.close("the test is over")
    await asyncio.sleep(0)


def write(*paths: str, token: str = "tok", at: float = NOON, who: str = "anna") -> Write:
    return Write(who, at, token, tuple(layout.body_of(seen(path, at)) for path in paths))


def erasure(at: float) -> Write:
    return Write("anna", at, "erasing", None)


async def kept(link: Link, who: str = "anna") -> Kept:
    return layout.read(who, await link.ask(*layout.load(who)))


async def sent(link: Link, *writes: Write, again: bool = False) -> None:
    for each in writes:
        assert await link.ask(*layout.written(each, KEEP, again=again)) == each.token.encode()


async def paths(link: Link) -> list[str]:
    found = await kept(link)
    return [event.subject for event in folded(found.snapshot, found.entries).events]


async def fold(link: Link, found: Kept, now: float = NOON) -> object:
    taken = sorted(found.entries, key=lambda entry: (entry.event.at, entry.place))
    return await link.ask(*layout.fold("anna", found, folded(found.snapshot, taken), (now, taken)))


async def test_what_is_written_is_read(link: Link) -> None:
    await sent(link, write("/a", "/b"), write("/c", token="other", at=NOON + 1))
    assert await paths(link) == ["/a", "/b", "/c"]


async def test_what_comes_twice_counts_once(link: Link) -> None:
    for again in (False, True, True, False):
        await sent(link, write("/a", "/b"), again=again)
    assert await paths(link) == ["/a", "/b"]


async def test_what_comes_again_after_it_was_folded_counts_once(link: Link) -> None:
    await sent(link, write("/a", "/b"))
    assert await fold(link, await kept(link)) == 1
    assert (await kept(link)).entries == ()
    await sent(link, write("/a", "/b"), again=True)
    assert await paths(link) == ["/a", "/b"]


async def test_two_who_fold_the_same_take_nothing_in_twice(link: Link) -> None:
    await sent(link, write("/a"))
    found = await kept(link)
    assert [await fold(link, found), await fold(link, found)] == [1, 0]
    assert await paths(link) == ["/a"]


async def test_what_came_meanwhile_is_not_lost_by_folding(link: Link) -> None:
    await sent(link, write("/a"))
    found = await kept(link)
    await sent(link, write("/b", token="other", at=NOON + 1))
    assert await fold(link, found) == 1
    assert await paths(link) == ["/a", "/b"]


async def test_folding_brings_nobody_back_who_was_erased_meanwhile(link: Link) -> None:
    await sent(link, write("/a"))
    found = await kept(link)
    await sent(link, erasure(NOON))
    assert await fold(link, found) == 0
    assert await kept(link) == Kept()


async def test_an_erasure_outlasts_what_was_recorded_before_and_comes_late(link: Link) -> None:
    await sent(link, write("/a"), erasure(NOON + 5))
    await sent(link, write("/a"), write("/b", token="late", at=NOON + 4), again=True)
    assert await kept(link) == Kept()
    await sent(link, write("/new", token="new", at=NOON + 6), again=True)
    assert await paths(link) == ["/new"]


async def test_an_erasure_that_comes_twice_takes_nothing_that_came_after_it(link: Link) -> None:
    await sent(link, erasure(NOON), write("/a", at=NOON + 1))
    await sent(link, erasure(NOON), again=True)
    assert await paths(link) == ["/a"]


async def test_erasing_works_when_memory_is_full(link: Link) -> None:
    await sent(link, write("/a"))
    await link.ask("CONFIG", "SET", "maxmemory", 1)
    try:
        with pytest.raises(RefusedError) as refused:
            await sent(link, write("/b", token="other"))
        assert refused.value.code == "OOM"
        await sent(link, erasure(NOON))
        assert await kept(link) == Kept()
    finally:
        await link.ask("CONFIG", "SET", "maxmemory", 0)


async def test_every_key_has_a_time_to_live(link: Link) -> None:
    await sent(link, write("/a"))
    await fold(link, await kept(link))
    await sent(link, write("/b", token="bert's", who="bert"), Write("carl", NOON, "t", None))
    keys = await link.ask("KEYS", "*")
    assert isinstance(keys, list)
    lives = {key: await link.ask("TTL", key) for key in keys}
    assert set(lives) == {b"dv:{anna}", b"dv:{anna}:done", b"dv:{bert}", b"dv:{carl}:done"}
    assert all(isinstance(life, int) and 0 < life <= max(KEEP, LATE) for life in lives.values())


async def test_what_arrived_long_ago_is_not_remembered_for_ever(link: Link) -> None:
    await sent(link, write("/a"))
    await fold(link, await kept(link), NOON)
    await sent(link, write("/b", token="other", at=NOON + 1))
    await fold(link, await kept(link), NOON + LATE + 1)
    assert await link.ask("ZRANGE", "dv:{anna}:done", 0, -1) == [b"other.0"]


async def test_another_schema_is_neither_read_nor_added_to(link: Link) -> None:
    await link.ask("HSET", "dv:{anna}", "v", "2:anna", "e", "something new")
    with pytest.raises(StoreError, match="has schema 2 and this program knows 1"):
        await kept(link)
    for again in (False, True):
        with pytest.raises(RefusedError) as refused:
            await sent(link, write("/a"), again=again)
        assert refused.value.code == "SCHEMA"
    assert await link.ask("HLEN", "dv:{anna}") == 2


async def test_a_key_of_another_program_is_told(link: Link) -> None:
    await link.ask("HSET", "dv:{anna}", "name", "x")
    with pytest.raises(StoreError, match="another program"):
        await kept(link)
    await link.ask("SET", "dv:{bert}", "x")
    with pytest.raises(RefusedError, match="WRONGTYPE"):
        await kept(link, "bert")


async def test_what_is_damaged_is_told(link: Link) -> None:
    await sent(link, write("/a"))
    await link.ask("HSET", "dv:{anna}", "etok.0", '{"kind": "seen"')
    with pytest.raises(StoreError, match="damaged"):
        await kept(link)


async def test_an_answer_about_somebody_else_is_never_believed(link: Link) -> None:
    await sent(link, write("/a", who="bert"))
    answer = await link.ask(*layout.load("bert"))
    with pytest.raises(StrayError, match="another visitor's"):
        layout.read("anna", answer)


@pytest.mark.parametrize("answer", [b"OK", 1, None, [b"v"], [b"v", None], [b"v", [b"x"]]])
def test_an_answer_that_is_none_is_told(answer: object) -> None:
    with pytest.raises(StoreError, match="is none to a load"):
        layout.read("anna", answer)


def test_what_waits_counts_as_kept_and_only_once() -> None:
    first, second = write("/a"), write("/b", token="other", at=NOON + 1)
    found = Kept().with_writes([first, second, first])
    assert [entry.event.subject for entry in found.entries] == ["/a", "/b"]
    assert Kept(Visitor(), 3).with_writes([first, erasure(NOON), second]).names == ("other.0",)
