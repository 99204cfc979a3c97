"""What the shared outbox cannot take is kept and sent by this machine."""

import asyncio
from pathlib import Path

from proxy.stores import StoreError
from proxy.stores.outbox.agenda import EitherAgenda, FileAgenda, RedisAgenda
from proxy.stores.outbox.either import EitherOutbox
from proxy.stores.outbox.file import FileOutbox
from proxy.stores.outbox.letter import Letter, Sizes
from proxy.stores.outbox.redis import RedisOutbox
from proxy.stores.outbox.sheet import Sheet
from tests.support.events import NOON
from tests.support.outboxes import reached
from tests.support.redis import running_redis


def letter(number: int) -> Letter:
    return Letter(f"msg_{number}", "crm", "anna", "{}", NOON)


async def test_while_redis_is_away_letters_are_kept_and_taken_here(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "outbox.sqlite")
    with running_redis(tmp_path / "redis") as (redis,):
        async with reached(redis.url) as routes:
            own = FileOutbox(sheet)
            outbox = EitherOutbox(RedisOutbox(routes), own)
            await outbox.add([letter(1)])
            assert await own.sizes() == Sizes()
            redis.kill()
            await outbox.add([letter(2)])
            (found,) = await outbox.take("crm", NOON, NOON + 60, 5)
            assert found.id == "msg_2"
            await outbox.done(found)
            assert await own.sizes() == Sizes()
    await sheet.close()


async def test_while_redis_is_away_visitors_are_noted_here(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "outbox.sqlite")
    with running_redis(tmp_path / "redis") as (redis,):
        async with reached(redis.url) as routes:
            agenda = EitherAgenda(RedisAgenda(routes), FileAgenda(sheet))
            redis.kill()
            await agenda.note("anna", NOON)
            (due,) = await agenda.take(NOON, NOON + 60, 5)
            await agenda.move(due, None)
            assert list(await agenda.take(NOON + 100, NOON + 160, 5)) == []
    await sheet.close()


async def test_who_is_forgotten_while_redis_is_away_is_forgotten_when_it_is_back(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "outbox.sqlite")
    with running_redis(tmp_path / "redis", "--appendfsync", "always") as (redis,):
        async with reached(redis.url) as routes:
            shared = RedisOutbox(routes)
            outbox = EitherOutbox(shared, FileOutbox(sheet))
            await outbox.add([letter(1)])
            redis.kill()
            await outbox.forget("anna")
            redis.start()
            for _ in range(400):
                if await back(shared):
                    break
                await asyncio.sleep(0.05)
            assert list(await outbox.take("crm", NOON, NOON + 60, 5)) == []
            assert await shared.sizes() == Sizes()
    await sheet.close()


async def back(outbox: RedisOutbox) -> bool:
    try:
        await outbox.sizes()
    except StoreError:
        return False
    return True
