import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path
from subprocess import Popen

import pytest

from proxy.stores.ledger.ledger import Claim, Count
from proxy.stores.ledger.sqlite import SqliteLedger
from proxy.stores.store import StoreError
from tests.support.claiming import POOL, claiming, codes

WHOS = [f"{number:032}" for number in range(200)]


def told(process: Popen[str], lines: int | None = None) -> dict[str, str]:
    assert process.stdout is not None
    return dict(line.split() for line in islice(process.stdout, lines))


def found(folder: Path, text: bytes) -> list[Path]:
    return [file for file in folder.iterdir() if text in file.read_bytes()]


async def test_what_was_given_outlives_the_process(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "codes.sqlite")
    given = await ledger.claim(Claim(POOL, WHOS[0], 0.0), ["A"])
    await ledger.close()
    again = SqliteLedger(tmp_path / "codes.sqlite")
    assert await again.claim(Claim(POOL, WHOS[0], 9.0), ["A", "B"]) == given
    await again.close()


async def test_two_workers_of_which_one_is_killed_lose_no_code_and_give_none_twice(tmp_path: Path) -> None:
    path = tmp_path / "codes.sqlite"
    with claiming(path, WHOS) as killed, claiming(path, WHOS[::-1]) as other:
        before = told(killed, 40)
        killed.kill()
        after = told(other)
        before |= told(killed)
    assert {who: after[who] for who in before} == before, "a visitor heard two codes"
    assert sorted(after.values()) == codes(200), "a code was lost or given twice"
    ledger = SqliteLedger(path)
    assert await ledger.count(POOL, 0.0) == Count(200)
    await ledger.close()


async def test_a_visitor_who_was_erased_stands_nowhere_in_the_files(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "codes.sqlite")
    await ledger.claim(Claim(POOL, "abcdef0123456789", 0.0), ["A"])
    await ledger.erase("abcdef0123456789")
    assert not found(tmp_path, b"abcdef0123456789")
    await ledger.close()


async def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "codes.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA application_id = 7")
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="another program"):
        SqliteLedger(path)


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "codes.sqlite"
    path.write_bytes(b"CODE\n" * 1000)
    with pytest.raises(StoreError, match="restore it from a backup"):
        SqliteLedger(path)


async def test_a_closed_ledger_says_so(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "codes.sqlite")
    await ledger.close()
    with pytest.raises(StoreError, match="closed"):
        await ledger.claim(Claim(POOL, WHOS[0], 0.0), ["A"])
