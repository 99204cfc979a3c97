"""`devanture drain`: pages of replicas that share a Redis end in day files, once or until it is told to stop."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from proxy.__main__ import main
from proxy.journal import written
from proxy.stores.journal.days import Days
from proxy.stores.journal.stream import KEY
from tests.support.events import NOON, seen
from tests.support.notes import ANNA, note
from tests.support.redis import Redis, running_redis, until
from tests.support.shop import SITE
from tests.support.tree import ROOT


def put(redis: Redis, id_: str) -> None:
    redis.asked("XADD", KEY, "*", "w", ANNA, "l", written(note(ANNA, seen("/", NOON), id_=id_)).decode().strip())


def test_once_it_takes_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running_redis(tmp_path / "redis") as (redis,):
        put(redis, "1")
        into = tmp_path / "days"
        words = ["--site", str(SITE), "--data", str(tmp_path), "--store", redis.url, "--into", str(into)]
        assert main(["drain", "--once", *words]) == 0
        assert "1 entries taken into" in capsys.readouterr().out
        assert not Days(into).names(), "the note is older than keep_days"


def test_it_goes_on_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as (redis,):
        words = ["--site", str(SITE), "--data", str(tmp_path), "--store", redis.url]
        with subprocess.Popen(
            [sys.executable, "-m", "proxy", "drain", *words], cwd=ROOT, stdout=subprocess.PIPE
        ) as running:
            for number in range(2):
                put(redis, str(number))
                until(lambda: redis.asked("XLEN", KEY) == 0)
            running.send_signal(signal.SIGTERM)
            out, _ = running.communicate(timeout=30)
        assert running.returncode == 0
        assert b"2 entries taken into" in out


def test_without_a_redis_there_is_nothing_to_drain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drain", "--site", str(SITE), "--data", str(tmp_path)]) == 1
    assert "is no Redis" in capsys.readouterr().err
