"""What every outbox promises, asked of each of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from proxy.stores import StoreError
from proxy.stores.outbox.either import EitherOutbox
from proxy.stores.outbox.file import FileOutbox
from proxy.stores.outbox.letter import Dead, Letter, Outbox, Sizes
from proxy.stores.outbox.redis import RedisOutbox
from proxy.stores.outbox.sheet import Sheet
from tests.support.events import NOON
from tests.support.outboxes import SHAPES, reached, redis_by_shape

MOST = 20
LEASE = 60.0


def letter(number: int, to: str = "crm", who: str = "anna", at: float = NOON) -> Letter:
    return Letter(f"msg_{number}", to, who, f'{{"n": {number}}}', at)


@pytest.fixture(scope="module")
def redis_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    with redis_by_shape(tmp_path_factory.mktemp("redis")) as started:
        yield started


@pytest.fixture(params=SHAPES)
async def outbox(
    request: pytest.FixtureRequest, tmp_path: Path, redis_of: Callable[[str], str]
) -> AsyncIterator[Outbox]:
    kind = str(request.param)
    sheet = Sheet(None if kind == "memory" else tmp_path / "outbox.sqlite")
    own = FileOutbox(sheet, MOST)
    if kind in {"memory", "file"}:
        yield own
    else:
        async with reached(redis_of("cluster" if kind == "cluster" else "one")) as routes:
            shared = RedisOutbox(routes, MOST)
            yield EitherOutbox(shared, own) if kind == "either" else shared
    await sheet.close()


async def taken(outbox: Outbox, now: float = NOON, to: str = "crm", most: int = 10) -> list[Letter]:
    return list(await outbox.take(to, now, now + LEASE, most))


async def ids(outbox: Outbox, now: float = NOON, to: str = "crm") -> set[str]:
    return {each.id for each in await taken(outbox, now, to)}


async def test_what_was_added_is_taken_whole(outbox: Outbox) -> None:
    await outbox.add([letter(1)])
    assert await taken(outbox) == [Letter("msg_1", "crm", "anna", '{"n": 1}', NOON, 1)]


async def test_nothing_is_taken_from_an_empty_one(outbox: Outbox) -> None:
    assert await taken(outbox) == []
    assert await outbox.sizes() == Sizes()
    assert list(await outbox.dead()) == []
    assert await outbox.bury_older(NOON) == 0
    await outbox.forget("anna")


async def test_each_receiver_gets_its_own(outbox: Outbox) -> None:
    await outbox.add([letter(1), letter(2, "mautic")])
    assert await ids(outbox, to="mautic") == {"msg_2"}
    assert await ids(outbox, to="nobody") == set()
    assert await ids(outbox) == {"msg_1"}


async def test_no_more_are_taken_than_asked_for(outbox: Outbox) -> None:
    await outbox.add([letter(number) for number in range(5)])
    assert len(await taken(outbox, most=3)) == 3
    assert len(await taken(outbox, most=3)) == 2


async def test_what_is_taken_is_nobody_elses_until_the_lease_ends(outbox: Outbox) -> None:
    await outbox.add([letter(1)])
    assert await ids(outbox) == {"msg_1"}
    assert await ids(outbox, NOON + LEASE - 1) == set()
    (again,) = await taken(outbox, NOON + LEASE)
    assert (again.id, again.tries) == ("msg_1", 2)


async def test_many_at_once_take_each_letter_once(outbox: Outbox) -> None:
    await outbox.add([letter(number) for number in range(MOST)])
    found = await asyncio.gather(*(taken(outbox, most=3) for _ in range(12)))
    every = [each.id for letters in found for each in letters]
    assert sorted(every) == sorted(f"msg_{number}" for number in range(MOST))


async def test_what_is_done_is_gone(outbox: Outbox) -> None:
    await outbox.add([letter(1)])
    (one,) = await taken(outbox)
    await outbox.done(one)
    assert await ids(outbox, NOON + 10 * LEASE) == set()
    assert await outbox.sizes() == Sizes()


async def test_an_id_is_kept_once_even_after_it_has_gone(outbox: Outbox) -> None:
    await outbox.add([letter(1)])
    await outbox.add([letter(1)])
    (one,) = await taken(outbox)
    await outbox.done(one)
    await outbox.add([letter(1)])
    assert await ids(outbox, NOON + 10 * LEASE) == set()


async def test_what_is_put_back_waits_until_then(outbox: Outbox) -> None:
    await outbox.add([letter(1)])
    (one,) = await taken(outbox)
    await outbox.again(one, NOON + 300)
    assert await ids(outbox, NOON + 299) == set()
    assert await ids(outbox, NOON + 300) == {"msg_1"}


async def test_what_is_buried_is_kept_and_told_but_never_taken(outbox: Outbox) -> None:
    await outbox.add([letter(1), letter(2, at=NOON + 1)])
    for one in await taken(outbox, NOON + 1):
        await outbox.bury(one, "410 Gone")
    assert await ids(outbox, NOON + 10 * LEASE) == set()
    found = [Dead(each.letter, each.why) for each in await outbox.dead()]
    assert [(each.letter.id, each.letter.body, each.why) for each in found] == [
        ("msg_2", '{"n": 2}', "410 Gone"),
        ("msg_1", '{"n": 1}', "410 Gone"),
    ]
    assert await outbox.sizes() == Sizes(0, 2)


async def test_what_nobody_takes_is_buried_when_it_is_old(outbox: Outbox) -> None:
    await outbox.add([letter(1, "gone"), letter(2, "gone", at=NOON + 100)])
    assert await outbox.bury_older(NOON + 50) == 1
    assert [each.letter.id for each in await outbox.dead()] == ["msg_1"]
    assert await ids(outbox, NOON + 100, "gone") == {"msg_2"}


async def test_letters_about_a_visitor_are_taken_back_and_no_others(outbox: Outbox) -> None:
    await outbox.add([letter(1), letter(2, who="bert"), letter(3, "mautic"), letter(4)])
    await outbox.bury(letter(4), "410 Gone")
    await outbox.forget("anna")
    assert await ids(outbox) == {"msg_2"}
    assert await ids(outbox, to="mautic") == set()
    assert list(await outbox.dead()) == []
    assert (await outbox.sizes()).waiting == 1


async def test_a_full_one_refuses_and_loses_nothing(outbox: Outbox) -> None:
    if isinstance(outbox, EitherOutbox):
        await outbox.add([letter(number) for number in range(MOST)])
        await outbox.add([letter(number + 100) for number in range(MOST)])
    else:
        await outbox.add([letter(number) for number in range(MOST)])
    with pytest.raises(StoreError):
        await outbox.add([letter(999)])
    assert "msg_999" not in {each.id for each in await taken(outbox, most=3 * MOST)}
