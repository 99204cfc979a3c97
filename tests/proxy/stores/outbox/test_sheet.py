"""The file of letters: made when it is needed, ours alone, and whole after whatever befell it."""

import sqlite3
from pathlib import Path

import pytest

from proxy.stores import StoreError
from proxy.stores.outbox.sheet import Sheet


def count(connection: sqlite3.Connection) -> int:
    (found,) = connection.execute("SELECT count(*) FROM agenda").fetchone()
    return int(found)


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def note(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO agenda VALUES ('anna', 1.0)")


def note_and_fail(connection: sqlite3.Connection) -> None:
    note(connection)
    raise StoreError("on purpose")


async def test_a_site_that_writes_no_letters_has_no_file(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "outbox.sqlite")
    assert not sheet.is_there
    await sheet.close()
    assert files(tmp_path) == []


async def test_what_was_written_is_there_for_the_next(tmp_path: Path) -> None:
    first = Sheet(tmp_path / "outbox.sqlite")
    await first.run(note)
    second = Sheet(tmp_path / "outbox.sqlite")
    assert second.is_there
    assert await second.run(count) == 1
    await first.close()
    await second.close()


async def test_work_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "outbox.sqlite")
    with pytest.raises(StoreError, match="on purpose"):
        await sheet.run(note_and_fail)
    assert await sheet.run(count) == 0
    await sheet.close()


async def test_memory_makes_no_file_and_forgets(tmp_path: Path) -> None:
    sheet = Sheet(None)
    await sheet.run(note)
    assert await sheet.run(count) == 1
    await sheet.close()
    assert files(tmp_path) == []


async def test_the_file_is_the_owners_alone(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "outbox.sqlite")
    await sheet.run(note)
    assert (tmp_path / "outbox.sqlite").stat().st_mode & 0o077 == 0
    await sheet.close()


async def test_a_file_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "outbox.sqlite") as other:
        other.execute("PRAGMA application_id = 7")
    other.close()
    sheet = Sheet(tmp_path / "outbox.sqlite")
    with pytest.raises(StoreError, match="another program"):
        await sheet.run(note)
    await sheet.close()


async def test_what_is_no_database_and_what_is_closed_are_told(tmp_path: Path) -> None:
    (tmp_path / "outbox.sqlite").write_bytes(b"no database" * 100)
    sheet = Sheet(tmp_path / "outbox.sqlite")
    with pytest.raises(StoreError, match="cannot hold letters"):
        await sheet.run(note)
    await sheet.close()
    with pytest.raises(StoreError, match="closed"):
        await sheet.run(note)
