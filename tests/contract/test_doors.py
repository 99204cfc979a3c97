"""Both doors are one: the same exchange gives the same decision and the same bytes by `serve` and by the workbench."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.devanture import running_devanture
from tests.support.door import Heard, heard, request
from tests.support.oscar import running_oscar
from tests.support.recorded import Answers, answering, recorded
from tests.support.shop import SITE
from tests.support.tree import ROOT
from tests.support.workbench import running_workbench

AGREED = ("Cookie: cookie_ok=1", "Sec-Fetch-Mode: navigate", "Accept: text/html")
STRANGER = ("Sec-Fetch-Mode: navigate", "Accept: text/html", "Accept-Encoding: gzip")

DEMO = (
    *("/", "/basket", "/c/boots", "/p/bjorn-winter-boots", "/p/cancale-oilskin", "/search?q=boots", "/delivery"),
    *("/?utm_medium=coupon", "/basket?utm_medium=coupon", "/images/logo.svg", "/style.css", "/fragment/minicart"),
    *("/nowhere", "/index.php?route=product/product&product_id=103", "/%7Eold//place?"),
)
OSCAR = ("/", "/catalogue/", "/basket/", "/?utm_medium=coupon", "/basket/?utm_medium=coupon", "/nowhere")

OURS = re.compile(rb"(?im)(dv=)[^;\r\n]+|(data-ticket=\")[^\"]+|^(date: )[^\r\n]+")
"""What is of one process, one visitor and one moment alone."""

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def plain(got: Heard) -> tuple[int, frozenset[bytes], bytes]:
    """Return an answer without what differs from one process or moment to the next; fields in any order."""
    head = OURS.sub(rb"\1\2\3", got.head).split(b"\r\n")[1:]
    named = (line.partition(b":") for line in head if line)
    fields = {name.lower() + b":" + value.strip() for name, _, value in named}
    return got.status, frozenset(fields - {b"connection:close"}), OURS.sub(rb"\1\2\3", got.body)


async def by(port: int, answers: Answers, lines: Sequence[str]) -> Mapping[str, Heard]:
    return {target: await heard(port, request(target, *lines)) for target in answers}


def verdicts(told: str) -> list[str]:
    """Return the lines of the page, the rules and their conditions, without the request's id and the moment."""
    _, page, *lines = told.splitlines()
    return [MOMENT.sub("", page), *filter(None, lines)]


async def compared(answers: Answers, site: Path, folder: Path, lines: Sequence[str]) -> int:
    """Send all exchanges through both doors; return how many decisions were compared."""
    async with answering(answers) as shop:
        async with running_devanture(shop, site, store="memory:", history=500) as devanture:
            await heard(devanture.port, request("/"))
            told, served = dict[str, None](), dict[str, Heard]()
            for target in answers:
                served[target] = await heard(devanture.port, request(target, *lines))
                told[await devanture.told("/explain")] = None
        async with running_workbench(shop, site, folder) as workbench:
            tried = await by(workbench.port, answers, lines)
        flows = workbench.saved()
    for target in answers:
        assert plain(tried[target]) == plain(served[target]), target
    one = [verdicts(text) for text in told]
    other = [verdicts(flow["told"]) for flow in flows if flow["told"]]
    # flows begin with that of who looked whether the workbench was there
    assert len(one) <= len(other)
    assert other[-len(one) :] == one
    return len(one)


@pytest.mark.workbench
@pytest.mark.parametrize("lines", [AGREED, STRANGER], ids=["agreed", "stranger"])
async def test_the_demo_shop_is_the_same_by_both_doors(shop: str, tmp_path: Path, lines: Sequence[str]) -> None:
    answers = await recorded(urlsplit(shop).port or 0, DEMO, *lines)
    assert await compared(answers, SITE, tmp_path, lines) >= 10


@pytest.mark.shop
@pytest.mark.workbench
async def test_the_real_shop_is_the_same_by_both_doors(tmp_path: Path) -> None:
    with running_oscar(tmp_path / "oscar") as url:
        answers = await recorded(urlsplit(url).port or 0, OSCAR, *AGREED)
    assert await compared(answers, ROOT / "tests" / "shops" / "oscar-site", tmp_path, AGREED) >= 4


@pytest.mark.workbench
async def test_as_a_persona_pages_are_that_personas_and_flows_say_why(shop: str, tmp_path: Path) -> None:
    async with running_workbench(shop, SITE, tmp_path, "--as", "uk-coupon") as workbench:
        basket = await heard(workbench.port, request("/basket", *STRANGER[:2]))
        delivery = await heard(workbench.port, request("/delivery", *STRANGER[:2]))
    assert b"We deliver to the United Kingdom" in basket.body
    assert b"Preview as" in basket.body
    assert b"We deliver to the United Kingdom" not in delivery.body
    flows = {flow["path"]: flow for flow in workbench.saved()}
    assert flows["/basket"]["marked"] == ":sparkles:"
    assert "promo-field-coupon-only" in flows["/basket"]["comment"]
    assert "came_from channel coupon" in flows["/basket"]["told"]
    assert flows["/delivery"]["marked"] == ""
