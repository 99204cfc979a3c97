"""What every agenda promises, asked of each of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from proxy.stores.outbox.agenda import Agenda, Due, EitherAgenda, FileAgenda, RedisAgenda
from proxy.stores.outbox.sheet import Sheet
from tests.support.events import NOON
from tests.support.outboxes import SHAPES, reached, redis_by_shape

LEASE = 30.0


@pytest.fixture(scope="module")
def redis_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    with redis_by_shape(tmp_path_factory.mktemp("redis")) as started:
        yield started


@pytest.fixture(params=SHAPES)
async def agenda(
    request: pytest.FixtureRequest, tmp_path: Path, redis_of: Callable[[str], str]
) -> AsyncIterator[Agenda]:
    kind = str(request.param)
    sheet = Sheet(None if kind == "memory" else tmp_path / "outbox.sqlite")
    own = FileAgenda(sheet)
    if kind in {"memory", "file"}:
        yield own
    else:
        async with reached(redis_of("cluster" if kind == "cluster" else "one")) as routes:
            shared = RedisAgenda(routes)
            yield EitherAgenda(shared, own) if kind == "either" else shared
    await sheet.close()


async def taken(agenda: Agenda, now: float, most: int = 10) -> list[Due]:
    return list(await agenda.take(now, now + LEASE, most))


async def due(agenda: Agenda, now: float) -> set[str]:
    return {each.who for each in await taken(agenda, now)}


async def test_nobody_is_due_where_nobody_was_noted(agenda: Agenda) -> None:
    assert await due(agenda, NOON) == set()
    await agenda.note("anna", None)
    assert await due(agenda, NOON) == set()


async def test_who_was_noted_is_due_then_and_not_before(agenda: Agenda) -> None:
    await agenda.note("anna", NOON + 1800)
    assert await due(agenda, NOON + 1799) == set()
    assert await taken(agenda, NOON + 1800) == [Due("anna", NOON + 1800 + LEASE)]


async def test_the_last_note_counts(agenda: Agenda) -> None:
    await agenda.note("anna", NOON + 10)
    await agenda.note("anna", NOON + 1800)
    assert await due(agenda, NOON + 100) == set()
    await agenda.note("anna", NOON + 20)
    assert await due(agenda, NOON + 100) == {"anna"}
    await agenda.note("bert", NOON + 20)
    await agenda.note("bert", None)
    assert await due(agenda, NOON + 100) == set()


async def test_many_at_once_take_each_visitor_once(agenda: Agenda) -> None:
    for number in range(30):
        await agenda.note(f"v{number}", NOON)
    found = await asyncio.gather(*(taken(agenda, NOON, most=4) for _ in range(12)))
    every = [each.who for some in found for each in some]
    assert sorted(every) == sorted(f"v{number}" for number in range(30))


async def test_who_is_not_moved_is_due_again_after_the_lease(agenda: Agenda) -> None:
    await agenda.note("anna", NOON)
    assert await due(agenda, NOON) == {"anna"}
    assert await due(agenda, NOON + LEASE - 1) == set()
    assert await due(agenda, NOON + LEASE) == {"anna"}


async def test_who_is_moved_is_due_then_or_never(agenda: Agenda) -> None:
    await agenda.note("anna", NOON)
    await agenda.note("bert", NOON)
    for each in await taken(agenda, NOON):
        await agenda.move(each, NOON + 500 if each.who == "anna" else None)
    assert await due(agenda, NOON + 499) == set()
    assert await due(agenda, NOON + 500) == {"anna"}


async def test_what_was_noted_meanwhile_is_not_moved(agenda: Agenda) -> None:
    await agenda.note("anna", NOON)
    (one,) = await taken(agenda, NOON)
    await agenda.note("anna", NOON + 5)
    await agenda.move(one, None)
    assert await due(agenda, NOON + 5) == {"anna"}
