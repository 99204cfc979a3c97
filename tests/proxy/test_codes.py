import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from proxy.codes import PAUSE, Codes
from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.providers.codefile import BLOCK, CodeFiles
from proxy.providers.web import Web
from proxy.stores import Means
from proxy.stores.ledger import Given, LedgerAt
from rules.codes import Pool, Wish
from scoring.event import Event, Kind
from tests.support.codeshop import code_shop

NOW = 1_763_820_000.0
POOL = Pool("gifts", "gifts.csv", low=3)
POOLS = {"gifts": POOL}
WISH = Wish("gifts", "r", 3600.0)


@dataclass(slots=True)
class Clock:
    now: float = NOW

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True, slots=True)
class Ground:
    """The codes of a site, its folder, and the clock that both go by."""

    codes: Codes
    folder: Path
    clock: Clock

    def write(self, *codes: str) -> None:
        """Write the file, and let it be a minute old."""
        path = self.folder / "gifts.csv"
        path.write_text("\n".join(codes), "utf-8")
        os.utime(path, (NOW - 60, NOW - 60))

    async def code(self, who: str, wish: Wish = WISH) -> str | None:
        given = await self.codes.code(wish, who, POOLS)
        return given.code if given else None

    def counted(self, name: str, **labels: str) -> float | None:
        return self.codes.metrics.registry.get_sample_value(name, labels)


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@asynccontextmanager
async def ground(folder: Path, store: str = "memory:") -> AsyncIterator[Ground]:
    tasks, metrics, clock = Tasks(Metrics()), Metrics(), Clock()
    place = LedgerAt(store, Means(folder, tasks, metrics))
    codes = Codes(place, CodeFiles(folder, clock), Web(5.0), metrics, clock, clock)
    yield Ground(codes, folder, clock)
    await codes.close()


async def test_visitors_get_the_codes_of_the_file_in_their_order(tmp_path: Path) -> None:
    async with ground(tmp_path) as at:
        at.write("A", "B")
        assert await at.codes.code(WISH, "anna", POOLS) == Given("A", NOW, NOW + 3600.0)
        assert [await at.code("bert"), await at.code("anna")] == ["B", "A"]
        assert at.counted("devanture_code_claims_total", outcome="given") == 2
        assert at.counted("devanture_code_claims_total", outcome="held") == 1


async def test_an_empty_pool_is_known_until_its_file_has_changed(tmp_path: Path) -> None:
    async with ground(tmp_path) as at:
        at.write("A")
        assert [await at.code("anna"), await at.code("bert")] == ["A", None]
        assert at.codes.empty() == {"gifts"}
        assert await at.code("anna") == "A"
        at.write("A", "B")
        await at.codes.look(POOLS)
        assert at.codes.empty() == frozenset()
        assert await at.code("bert") == "B"


async def test_no_code_is_lost_when_a_file_is_put_into_another_order(tmp_path: Path) -> None:
    many = [f"{number:03}" for number in range(3 * BLOCK)]
    async with ground(tmp_path) as at:
        at.write(*many)
        first = {await at.code(f"{number}") for number in range(2 * BLOCK)}
        at.write(*reversed(many))
        rest = {await at.code(f"{number}") for number in range(2 * BLOCK, 3 * BLOCK)}
        assert first | rest == set(many)
        assert await at.code("too late") is None


async def test_many_at_once_get_all_there_are(tmp_path: Path) -> None:
    async with ground(tmp_path, f"sqlite:{tmp_path / 'visitors.sqlite'}") as at:
        at.write(*(f"{number:03}" for number in range(60)))
        got = await asyncio.gather(*(at.code(f"{number}") for number in range(80)))
        assert len({code for code in got if code}) == 60
        assert got.count(None) == 20


async def test_a_pool_that_runs_low_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with ground(tmp_path) as at:
        at.write("A", "B", "C", "D")
        await at.codes.look(POOLS)
        await at.code("anna")
        await at.code("bert")
        await at.codes.look(POOLS)
        await at.codes.look(POOLS)
        assert [record.getMessage() for record in caplog.records] == ["the pool gifts runs low: 2 codes are left"]
        states = {
            state: at.counted("devanture_codes", pool="gifts", state=state) for state in ("left", "given", "expired")
        }
        assert states == {"left": 2, "given": 2, "expired": 0}


async def test_codes_that_have_run_out_are_counted(tmp_path: Path) -> None:
    async with ground(tmp_path) as at:
        at.write("A", "B", "C", "D")
        await at.code("anna")
        at.clock.now += 3601
        await at.codes.look(POOLS)
        assert at.counted("devanture_codes", pool="gifts", state="expired") == 1


async def test_a_file_that_cannot_be_used_costs_a_code_and_a_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with ground(tmp_path) as at:
        assert await at.code("anna") is None
        assert at.codes.empty() == frozenset()
        await at.codes.look(POOLS)
        assert at.counted("devanture_code_claims_total", outcome="failed") == 1
        assert [record.getMessage() for record in caplog.records] == [
            "no code of the pool gifts can be given: gifts.csv cannot be read: No such file or directory"
        ]


async def test_what_was_given_is_told_though_its_file_is_gone(tmp_path: Path) -> None:
    async with ground(tmp_path) as at:
        at.write("A")
        await at.code("anna")
        (at.folder / "gifts.csv").unlink()
        assert await at.code("anna") == "A"


async def test_a_wish_for_a_pool_that_is_gone_is_nothing(tmp_path: Path) -> None:
    async with ground(tmp_path) as at:
        assert await at.code("anna", Wish("other")) is None


async def test_what_a_visitor_gets_becomes_events(tmp_path: Path) -> None:
    async with ground(tmp_path) as at:
        at.write("A")
        event = Event(Kind.GIVEN, "gifts", NOW, {"code": "A", "until": str(NOW + 3600.0)})
        assert await at.codes.given("anna", [WISH, Wish("other")], POOLS) == (event,)
        assert await at.codes.given("bert", [WISH], POOLS) == ()


async def test_an_erased_visitor_would_get_another_code(tmp_path: Path) -> None:
    async with ground(tmp_path) as at:
        at.write("A", "B")
        await at.code("anna")
        await at.codes.erase("anna")
        assert await at.code("anna") == "B"


async def test_a_site_without_codes_has_no_ledger(tmp_path: Path) -> None:
    async with ground(tmp_path, f"sqlite:{tmp_path / 'visitors.sqlite'}") as at:
        await at.codes.erase("anna")
        await at.codes.look({})
    assert not files_in(tmp_path)


async def test_a_service_gives_one_code_though_its_answer_was_lost(tmp_path: Path) -> None:
    async with code_shop() as shop, ground(tmp_path) as at:
        pools = {"gifts": Pool("gifts", url=shop.url, answer=("coupon", "code"))}
        shop.lost = 1
        assert await at.codes.code(WISH, "anna", pools) is None
        given = await at.codes.code(WISH, "anna", pools)
        assert given == await at.codes.code(WISH, "anna", pools) == Given("API-000", NOW, NOW + 3600.0)
        assert len(shop.asked) == 2


async def test_a_service_that_has_none_left_is_left_alone_for_a_while(tmp_path: Path) -> None:
    async with code_shop() as shop, ground(tmp_path) as at:
        pools = {"gifts": Pool("gifts", url=shop.url, answer=("coupon", "code"))}
        shop.status = 410
        for who in ("anna", "bert"):
            assert await at.codes.code(WISH, who, pools) is None
        assert len(shop.asked) == 1
        assert at.codes.empty() == {"gifts"}
        shop.status, at.clock.now = 200, at.clock.now + PAUSE
        assert await at.codes.code(WISH, "anna", pools) is not None


async def test_a_service_that_gives_one_code_to_two_is_not_believed(tmp_path: Path) -> None:
    async with code_shop() as shop, ground(tmp_path) as at:
        pools = {"gifts": Pool("gifts", url=shop.url, answer=("coupon", "code"))}
        shop.answer = {"coupon": {"code": "SAME"}}
        first, second = [await at.codes.code(WISH, who, pools) for who in ("anna", "bert")]
        assert first == Given("SAME", NOW, NOW + 3600.0)
        assert second is None


async def test_a_code_without_an_end_is_good_for_ever(tmp_path: Path) -> None:
    async with ground(tmp_path) as at:
        at.write("A")
        assert await at.codes.code(replace(WISH, span=None), "anna", POOLS) == Given("A", NOW, None)
