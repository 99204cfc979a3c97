"""The outbox in Redis: what every outbox promises stands in test_letter.py."""

from pathlib import Path

import pytest

from proxy.stores import StoreError
from proxy.stores.outbox.letter import Letter
from proxy.stores.outbox.redis import RedisOutbox
from tests.support.events import NOON
from tests.support.outboxes import reached
from tests.support.redis import killed, running_redis

LETTER = Letter("msg_1", "crm", "anna", '{"n": "\\ud83d"}', NOON)


async def test_letters_outlive_the_death_of_redis(tmp_path: Path) -> None:
    with running_redis(tmp_path, "--appendfsync", "always") as (redis,):
        async with reached(redis.url) as routes:
            await RedisOutbox(routes).add([LETTER])
        with killed(redis):
            pass
        async with reached(redis.url) as routes:
            (found,) = await RedisOutbox(routes).take("crm", NOON, NOON + 60, 5)
    assert found.body == LETTER.body


async def test_every_key_has_an_end(tmp_path: Path) -> None:
    with running_redis(tmp_path) as (redis,):
        async with reached(redis.url) as routes:
            outbox = RedisOutbox(routes)
            await outbox.add([LETTER])
            await outbox.take("crm", NOON, NOON + 60, 5)
            await outbox.bury(LETTER, "410 Gone")
            await outbox.add([Letter("msg_2", "crm", "anna", "{}", NOON)])
        names = redis.asked("KEYS", "*")
        assert isinstance(names, list)
        assert len(names) >= 6
        endless = [name for name in names if redis.asked("TTL", name.decode()) == -1]
    assert endless == []


async def test_a_redis_that_is_away_refuses(tmp_path: Path) -> None:
    with running_redis(tmp_path) as (redis,):
        async with reached(redis.url) as routes:
            redis.kill()
            with pytest.raises(StoreError):
                await RedisOutbox(routes).add([LETTER])
