"""The command that writes who belongs to a segment, over a real SQLite file, and what it refuses."""

import asyncio
import csv
import stat
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from proxy.__main__ import main
from proxy.audience import digest
from proxy.stores.sqlite import SqliteStore
from scoring.event import Event, Kind
from tests.support.journeys import CAMPAIGNS

HOUR = 3_600.0


def basket(ago: float, items: int) -> Event:
    return Event(Kind.BASKET, "", time.time() - ago, {"items": str(items), "value": "49.90", "coupon": ""})


def gave(purpose: str, address: str) -> Event:
    detail = {"rule": "keep", "email": address, "until": str(time.time() + HOUR)}
    return Event(Kind.CAPTURED, purpose, time.time() - HOUR, detail)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store of four who left a basket, of whom one ordered after all, and of one who is still at it."""
    people: dict[str, Sequence[Event]] = {
        "anna": [basket(2 * HOUR, 1), gave("marketing", "anna@shop.example")],
        "bert": [basket(2 * HOUR, 1), gave("service", "bert@shop.example")],
        "cleo": [basket(2 * HOUR, 1), Event(Kind.ORDERED, "A1", time.time() - HOUR, {"value": "49.90"})],
        "dora": [basket(60.0, 1), gave("marketing", "dora@shop.example")],
    }

    async def record() -> None:
        store = SqliteStore(tmp_path / "visitors.sqlite")
        for who, events in people.items():
            await store.record(who, events)
        await store.close()

    asyncio.run(record())
    return tmp_path


def audience(data: Path, *words: str) -> int:
    return main(["audience", "--site", str(CAMPAIGNS), "--data", str(data), *words])


def test_who_left_a_basket_is_listed_and_whoever_ordered_is_not(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = data / "left.csv"
    assert audience(data, "--segment", "left_basket", "--out", str(out)) == 0
    assert capsys.readouterr().out == f"{out}: 2 of the audience left_basket\n"
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert [(row["visitor"], row["email_sha256"]) for row in rows] == [
        ("anna", digest("anna@shop.example")),
        ("bert", ""),
    ]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "@" not in out.read_text("utf-8")


def test_addresses_alone_are_what_customer_lists_take(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audience(data, "--segment", "left_basket", "--addresses") == 0
    assert capsys.readouterr().out == f"Email\n{digest('anna@shop.example')}\n"


def test_a_segment_that_there_is_not_is_told_with_the_nearest(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audience(data, "--segment", "left_baskets") == 1
    assert capsys.readouterr().err == 'site.yaml names no segment "left_baskets". Did you mean "left_basket"?\n'


def test_a_file_that_cannot_be_written_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audience(data, "--segment", "left_basket", "--out", str(data / "nowhere" / "left.csv")) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_store_in_memory_cannot_be_looked_into(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audience(data, "--segment", "left_basket", "--store", "memory:") == 1
    assert "nobody else can look into it" in capsys.readouterr().err
