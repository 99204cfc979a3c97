"""The two pages by which a preview begins and ends."""

import pytest

from proxy.edge.previewing import Previewing, link
from proxy.message import every, first
from proxy.preview import token_of
from tests.support.keys import keys
from tests.support.requests import NOON, head

OURS = Previewing(keys, lambda: NOON, secure=False)


async def started(token: str, to: str = "/basket") -> tuple[int, str, int]:
    target = link("", "/.devanture/", token, to)
    page = await OURS.start(head(target))
    return page.status, first(page.headers, b"location"), len(every(page.headers, b"set-cookie"))


async def test_a_signed_link_leads_to_the_page_and_sets_the_cookie() -> None:
    token = token_of(keys(), {"country": "GB"}, NOON + 60)
    assert await started(token, "/basket?a=1&b=2") == (303, "/basket?a=1&b=2", 1)


async def test_an_expired_or_forged_link_does_nothing() -> None:
    assert await started(token_of(keys(), {}, NOON - 1)) == (403, "", 0)
    assert await started(token_of(keys("z"), {}, NOON + 60)) == (403, "", 0)
    assert await started("") == (403, "", 0)


@pytest.mark.parametrize("to", ["//evil.example", "/\\evil.example", "https://evil.example", "/\r\nX: y", "", "/\t/e"])
async def test_a_preview_never_leads_to_another_site(to: str) -> None:
    assert await started(token_of(keys(), {}, NOON + 60), to) == (303, "/", 1)


async def test_stopping_takes_the_cookie_back() -> None:
    page = await OURS.stop(head("/.devanture/preview/stop"))
    assert page.status == 303
    assert "Max-Age=0" in first(page.headers, b"set-cookie")
