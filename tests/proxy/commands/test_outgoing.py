"""Letters are kept where visitors are, and nothing is opened before there is one to write."""

from pathlib import Path

import pytest

from proxy.commands.outgoing import Office, forget_letters, outgoing
from proxy.stores.outbox.either import EitherOutbox
from proxy.stores.outbox.file import FileOutbox
from proxy.stores.outbox.letter import Letter
from tests.support.pipeline import Shop
from tests.support.redis import running_redis


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize(
    ("store", "outbox"),
    [
        ("memory:", FileOutbox),
        ("sqlite:visitors.sqlite", FileOutbox),
        ("redis://127.0.0.1:1", EitherOutbox),
        ("redis+cluster://127.0.0.1:1", EitherOutbox),
    ],
)
async def test_letters_are_where_visitors_are(tmp_path: Path, store: str, outbox: type[object]) -> None:
    shop = Shop()
    found = outgoing(Office(store, tmp_path, tmp_path / "webhooks"), shop.pipeline, shop.tasks)
    assert isinstance(found.letters.outbox, outbox)
    assert shop.pipeline.recorder.letters is found.letters
    found.begin(shop.tasks)
    await found.delivery.look()
    await shop.tasks.stop(1.0)
    await found.close()
    assert files(tmp_path) == []


async def test_a_command_takes_letters_back_beside_those_who_send_them(tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as (redis,):
        for store in (f"sqlite:{tmp_path}/visitors.sqlite", redis.url):
            office, shop = Office(store, tmp_path, tmp_path / "webhooks"), Shop()
            found = outgoing(office, shop.pipeline, shop.tasks)
            if found.routes is not None:
                shop.tasks.every(0.1, found.routes.run, "reach the outbox")
                await found.routes.tried()
            await found.letters.outbox.add([Letter("msg_1", "crm", "anna", "{}", 1.0)])
            await found.letters.outbox.add([Letter("msg_2", "crm", "bert", "{}", 1.0)])
            await forget_letters(office, "anna")
            left = await found.letters.outbox.take("crm", 2.0, 3.0, 10)
            assert [letter.id for letter in left] == ["msg_2"]
            await shop.tasks.stop(1.0)
            await found.close()


async def test_forgetting_makes_no_file(tmp_path: Path) -> None:
    await forget_letters(Office(f"sqlite:{tmp_path}/visitors.sqlite", tmp_path, tmp_path / "webhooks"), "anna")
    assert files(tmp_path) == []
