"""A store is opened by its name, and a wrong name says what is allowed."""

from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.stores import Means, RedisStore, StoreError, open_store
from proxy.stores.memory import MemoryStore
from proxy.stores.sqlite import SqliteStore
from tests.support.events import NOON, seen


async def test_memory_is_a_store() -> None:
    store = open_store("memory:")
    assert isinstance(store, MemoryStore)
    await store.close()


async def test_a_sqlite_file_is_a_store_and_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "data" / "visitors.db"
    store = open_store(f"sqlite:{path}")
    assert isinstance(store, SqliteStore)
    await store.record("anna", [seen("/", NOON)])
    await store.close()
    assert path.is_file()


async def test_redis_is_a_store_before_it_can_be_reached(tmp_path: Path) -> None:
    tasks = Tasks(Metrics())
    for name in ("redis://127.0.0.1:9", "redis+sentinel://127.0.0.1:9/mymaster", "redis+cluster://127.0.0.1:9"):
        store = open_store(name, means=Means(tmp_path, tasks, Metrics()))
        assert isinstance(store, RedisStore)
        with pytest.raises(StoreError):
            await store.load("anna")
        await store.close()
    await tasks.stop(1.0)


@pytest.mark.parametrize("url", ["", "memory", "memory:x", "sqlite:", "sqlite", "redis://host", "/var/visitors.db"])
def test_any_other_name_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="is no store"):
        open_store(url)


def test_a_wrong_name_says_what_is_allowed_and_no_password() -> None:
    with pytest.raises(StoreError, match=r'"rediss:///.*"') as refused:
        open_store("rediss:///0?password=secret")
    assert "secret" not in str(refused.value)
    with pytest.raises(StoreError, match="must be memory:, sqlite:PATH, redis://HOST"):
        open_store("postgres://us:secret@host")


def test_a_path_far_from_any_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder cannot be made"):
        open_store(f"sqlite:{tmp_path}/nowhere/at/all.db")
