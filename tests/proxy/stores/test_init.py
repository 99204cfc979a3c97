"""A store is opened by its name, and a wrong name says what is allowed."""

from pathlib import Path

import pytest

from proxy.stores import StoreError, open_store
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


@pytest.mark.parametrize("url", ["", "memory", "memory:x", "sqlite:", "sqlite", "redis://host", "/var/visitors.db"])
def test_any_other_name_says_what_is_allowed(url: str) -> None:
    with pytest.raises(StoreError, match='allowed are "memory:" and "sqlite:PATH"'):
        open_store(url)


def test_a_path_far_from_any_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder cannot be made"):
        open_store(f"sqlite:{tmp_path}/nowhere/at/all.db")
