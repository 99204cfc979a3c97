"""What every ledger of codes promises, asked of each of them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.stores import Means
from proxy.stores.ledger import Claim, Count, Given, Ledger, open_ledger
from tests.support.events import NOON

DAY = 86_400.0
KEEP = 30 * DAY
CODES = [f"SHIP-{number:03}" for number in range(10)]
ANNA = Claim("freeship", "a" * 32, NOON, NOON + 3 * DAY)
BERT = replace(ANNA, who="b" * 32)

Opened = Callable[[], Ledger]


@pytest.fixture(params=["memory", "sqlite", "redis", "cluster"])
async def opened(
    request: pytest.FixtureRequest, tmp_path: Path, redis_of: Callable[[str], str]
) -> AsyncIterator[Opened]:
    """Open the same ledger once more with each call; in memory it is one and the same."""
    kind, tasks, ledgers = request.param, Tasks(Metrics()), list[Ledger]()
    urls = {"memory": "memory:", "sqlite": f"sqlite:{tmp_path / 'visitors.sqlite'}"}
    url = urls[kind] if kind in urls else redis_of(kind)

    def another() -> Ledger:
        if kind != "memory" or not ledgers:
            ledgers.append(open_ledger(url, Means(tmp_path, tasks, Metrics()), KEEP))
        return ledgers[-1]

    yield another
    await tasks.stop(1.0)
    for ledger in ledgers:
        await ledger.close()


@pytest.fixture
async def ledger(opened: Opened) -> Ledger:
    return opened()


async def all_given(ledger: Ledger, pool: str = "freeship") -> list[str]:
    return sorted([given.code async for given in ledger.given(pool)])


async def test_the_first_free_candidate_is_given(ledger: Ledger) -> None:
    assert await ledger.claim(ANNA, CODES) == Given(CODES[0], NOON, NOON + 3 * DAY)
    assert await ledger.claim(BERT, CODES) == Given(CODES[1], NOON, NOON + 3 * DAY)


async def test_a_code_may_be_good_for_ever(ledger: Ledger) -> None:
    assert await ledger.claim(replace(ANNA, until=None), CODES) == Given(CODES[0], NOON, None)
    assert await ledger.count("freeship", NOON + 999 * DAY) == Count(1, 0)


async def test_who_asks_again_hears_the_same_code(ledger: Ledger) -> None:
    first = await ledger.claim(ANNA, CODES)
    assert await ledger.claim(replace(ANNA, now=NOON + DAY, until=NOON + 9 * DAY), CODES[5:]) == first
    assert await ledger.claim(ANNA) == first


async def test_who_holds_nothing_and_is_offered_nothing_gets_nothing(ledger: Ledger) -> None:
    assert await ledger.claim(ANNA) is None
    assert await ledger.count("freeship", NOON) == Count()


async def test_an_empty_pool_gives_nothing(ledger: Ledger) -> None:
    await ledger.claim(ANNA, CODES[:1])
    assert await ledger.claim(BERT, CODES[:1]) is None


async def test_a_code_that_has_run_out_goes_to_nobody_else(ledger: Ledger) -> None:
    await ledger.claim(ANNA, CODES[:1])
    late = NOON + 4 * DAY
    assert await ledger.claim(replace(BERT, now=late), CODES[:1]) is None
    assert await ledger.claim(replace(ANNA, now=late), CODES) == Given(CODES[0], NOON, NOON + 3 * DAY)


async def test_what_is_given_and_what_has_run_out_is_counted(ledger: Ledger) -> None:
    await ledger.claim(ANNA, CODES)
    await ledger.claim(replace(BERT, until=NOON + 5 * DAY), CODES)
    assert await ledger.count("freeship", NOON) == Count(2, 0)
    assert await ledger.count("freeship", NOON + 3 * DAY) == Count(2, 1)


async def test_pools_are_apart(ledger: Ledger) -> None:
    await ledger.claim(ANNA, CODES)
    assert await ledger.claim(replace(ANNA, pool="welcome"), CODES) == Given(CODES[0], NOON, NOON + 3 * DAY)
    assert await ledger.count("other", NOON) == Count()


async def test_an_erased_visitor_is_unknown_and_the_code_stays_given(ledger: Ledger) -> None:
    await ledger.claim(ANNA, CODES)
    await ledger.claim(replace(ANNA, pool="welcome"), CODES)
    await ledger.erase(ANNA.who)
    assert await ledger.claim(ANNA) is None
    assert await ledger.claim(replace(ANNA, pool="welcome")) is None
    assert await ledger.claim(ANNA, CODES) == Given(CODES[1], NOON, NOON + 3 * DAY)
    assert await all_given(ledger) == CODES[:2]


async def test_the_erasure_of_one_leaves_the_others(ledger: Ledger) -> None:
    await ledger.claim(ANNA, CODES)
    await ledger.claim(BERT, CODES)
    await ledger.erase(ANNA.who)
    await ledger.erase("c" * 32)
    assert await ledger.claim(BERT) == Given(CODES[1], NOON, NOON + 3 * DAY)


async def test_who_got_a_code_is_forgotten_with_time_and_the_code_stays_given(ledger: Ledger) -> None:
    await ledger.claim(ANNA, CODES)
    await ledger.claim(replace(BERT, now=NOON + KEEP + 1), CODES)
    assert await ledger.claim(replace(ANNA, now=NOON + KEEP + 2)) is None
    assert await all_given(ledger) == CODES[:2]


async def test_every_code_given_is_told_once(ledger: Ledger) -> None:
    many = [f"{number:05}" for number in range(2500)]
    for start in range(0, 2500, 50):
        claims = (replace(ANNA, who=f"{number:032}") for number in range(start, start + 50))
        await asyncio.gather(*(ledger.claim(claim, many[start : start + 50]) for claim in claims))
    assert await all_given(ledger) == many


@pytest.mark.parametrize("code", ["GRÜSSE-100%", "a b", "'; --", '"', "{x}", "0"])
async def test_a_code_is_any_text(ledger: Ledger, code: str) -> None:
    assert await ledger.claim(ANNA, [code]) == Given(code, NOON, NOON + 3 * DAY)
    assert await all_given(ledger) == [code]


async def test_two_replicas_give_200_visitors_a_code_each_and_none_twice(opened: Opened) -> None:
    ledgers = opened(), opened()
    codes = [f"{number:04}" for number in range(230)]
    claims = [replace(ANNA, who=f"{number:032}") for number in range(200)]
    asked = [ledger.claim(claim, codes) for claim in claims for ledger in (*ledgers, ledgers[0])]
    given = await asyncio.gather(*asked)
    told = [{each.code for each in given[start : start + 3] if each} for start in range(0, 600, 3)]
    assert all(len(each) == 1 for each in told), "one visitor heard two codes"
    assert len(set().union(*told)) == 200, "two visitors heard one code"
    assert await all_given(ledgers[1]) == codes[:200]
    assert await ledgers[1].count("freeship", NOON) == Count(200, 0)


async def test_more_visitors_than_codes_share_out_all_of_them(opened: Opened) -> None:
    ledgers = opened(), opened()
    asked = [ledgers[number % 2].claim(replace(ANNA, who=f"{number:032}"), CODES) for number in range(50)]
    given = await asyncio.gather(*asked)
    assert sorted(each.code for each in given if each) == CODES
