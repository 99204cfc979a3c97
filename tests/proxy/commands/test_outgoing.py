"""Letters are kept where visitors are, and nothing is opened before there is one to write."""

from pathlib import Path

import pytest

from proxy.commands.outgoing import Office, outgoing
from proxy.stores.outbox.either import EitherOutbox
from proxy.stores.outbox.file import FileOutbox
from tests.support.pipeline import Shop


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
