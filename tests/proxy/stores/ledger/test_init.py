from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.stores import Means, StoreError
from proxy.stores.ledger import Claim, LedgerAt, open_ledger
from proxy.stores.ledger.memory import MemoryLedger
from proxy.stores.ledger.redis import RedisLedger
from tests.support.process import free_port

ANNA = Claim("freeship", "a" * 32, 0.0)


async def test_a_ledger_in_a_file_stands_beside_the_file_of_visitors(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:{tmp_path / 'visitors.sqlite'}", Means(tmp_path, Tasks(Metrics()), Metrics()))
    await ledger.claim(ANNA, ["A"])
    await ledger.close()
    assert (tmp_path / "codes.sqlite").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "visitors.sqlite").exists()


def test_visitors_in_memory_have_their_codes_there(tmp_path: Path) -> None:
    ledger = open_ledger("memory:", Means(tmp_path, Tasks(Metrics()), Metrics()))
    assert isinstance(ledger, MemoryLedger)
    assert not list(tmp_path.iterdir())


async def test_a_redis_that_is_away_is_told_when_it_is_asked(tmp_path: Path) -> None:
    tasks = Tasks(Metrics())
    ledger = open_ledger(f"redis://127.0.0.1:{free_port()}", Means(tmp_path, tasks, Metrics()))
    assert isinstance(ledger, RedisLedger)
    with pytest.raises(StoreError):
        await ledger.claim(ANNA, ["A"])
    await tasks.stop(1.0)
    await ledger.close()


def test_a_ledger_may_be_there_though_nobody_opened_it(tmp_path: Path) -> None:
    means = Means(tmp_path, Tasks(Metrics()), Metrics())
    assert not LedgerAt("memory:", means).exists()
    assert LedgerAt("redis://127.0.0.1", means).exists()
    beside = LedgerAt(f"sqlite:{tmp_path / 'visitors.sqlite'}", means)
    assert not beside.exists()
    (tmp_path / "codes.sqlite").touch()
    assert beside.exists()
