"""What a shared store could not take waits in a file: in order, bounded, across restarts, for all workers."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proxy.stores.spool import Spool
from proxy.stores.store import StoreError
from proxy.stores.write import Write

MIB = 2**20


def write(number: int, who: str = "anna", body: str = "{}") -> Write:
    return Write(who, float(number), f"t{number}", (body,))


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    spool = Spool(tmp_path / "spool.sqlite", MIB)
    yield spool
    await spool.close()


async def tokens(spool: Spool) -> list[str]:
    return [waiting.write.token for waiting in await spool.oldest(10_000)]


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_what_waits_comes_out_in_its_order_and_whole(spool: Spool) -> None:
    writes = [write(2), write(1, "bert", '"\\udc80"'), Write("anna", 0.5, "e", None), Write("anna", 3, "n", ())]
    for each in writes:
        assert await spool.add([each]) == 0
    # the erasure took the place of what waited for her before
    assert [waiting.write for waiting in await spool.oldest(10)] == writes[1:]
    assert await spool.of("anna") == writes[2:]


async def test_it_is_empty_when_all_was_taken_out(spool: Spool) -> None:
    assert await spool.size() == 0
    await spool.add([write(1), write(2)])
    assert await spool.size() > 0
    first, second = await spool.oldest(5)
    await spool.remove([first])
    assert await tokens(spool) == ["t2"]
    await spool.remove([second])
    assert await spool.size() == 0


async def test_nothing_of_what_was_taken_out_is_left_in_the_files(tmp_path: Path, spool: Spool) -> None:
    await spool.add([write(1, body='"very-private"')])
    assert b"very-private" in bytes_of(tmp_path)
    await spool.remove(await spool.oldest(5))
    assert b"very-private" not in bytes_of(tmp_path)


async def test_what_is_added_twice_waits_once(spool: Spool) -> None:
    await spool.add([write(1), write(2)])
    await spool.add([write(2), write(3)])
    assert await tokens(spool) == ["t1", "t2", "t3"]


async def test_what_is_postponed_comes_last(spool: Spool) -> None:
    await spool.add([write(1), write(2), write(3)])
    await spool.postpone((await spool.oldest(2))[:2])
    assert await tokens(spool) == ["t3", "t1", "t2"]


async def test_a_forgotten_visitor_waits_no_more(spool: Spool) -> None:
    await spool.add([write(1), write(2, "bert")])
    await spool.forget("anna")
    assert await tokens(spool) == ["t2"]


async def test_it_outlives_a_restart(tmp_path: Path) -> None:
    first = Spool(tmp_path / "spool.sqlite", MIB)
    await first.add([write(1)])
    again = Spool(tmp_path / "spool.sqlite", MIB)
    assert again.was_used
    assert await tokens(again) == ["t1"]
    await first.close()
    await again.close()


async def test_a_full_file_drops_the_oldest_and_counts_them(tmp_path: Path, spool: Spool) -> None:
    dropped = 0
    for number in range(400):
        dropped += await spool.add([write(number, f"v{number}", f'"{"x" * 4000}"')])
    left = await tokens(spool)
    assert dropped > 100
    assert left == [f"t{number}" for number in range(dropped, 400)]
    assert (tmp_path / "spool.sqlite").stat().st_size <= MIB


async def test_what_is_larger_than_the_file_is_refused_and_nothing_else_breaks(spool: Spool) -> None:
    with pytest.raises(StoreError, match="cannot hold what waits"):
        await spool.add([write(1, body="x" * 2 * MIB)])
    await spool.add([write(2)])
    assert await tokens(spool) == ["t2"]


async def test_one_worker_at_a_time_empties_it(tmp_path: Path, spool: Spool) -> None:
    other = Spool(tmp_path / "spool.sqlite", MIB)
    with spool.emptying() as first, other.emptying() as second:
        assert (first, second) == (True, False)
    with other.emptying() as turn:
        assert turn
    await other.close()


async def test_a_closed_spool_says_so(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite", MIB)
    await spool.close()
    with pytest.raises(StoreError, match="closed"):
        await spool.size()


def test_files_of_others_are_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes(b"no database " * 1000)
    with pytest.raises(StoreError, match="cannot hold what waits"):
        Spool(damaged, MIB)
    strange = tmp_path / "strange"
    with sqlite3.connect(strange) as connection:
        connection.execute("PRAGMA application_id = 7")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        Spool(strange, MIB)
