"""A whole proxy asks others: the weather where a visitor is, and the shop's own records of who is logged in."""

from dataclasses import replace
from pathlib import Path

from tests.proxy.providers.test_geo import BRITISH, CITY
from tests.support.door import heard, open_door, request
from tests.support.openmeteo import MIDNIGHT, serving
from tests.support.origin import ok, scripted

SITE = """\
version: 1
pages: { home: { path: / } }
elements: { header: { css: "#header", expect: exactly_one } }
consent: { cookie: { name: cookie_ok, personalise: { has: "1" } } }
crm: { id: { cookie: customer }, file: data/crm.csv, key: id }
"""

RULE = """\
- id: told
  name: Say it
  why: We know it
  learn: Does it help?
  status: live
  where: {{ page: home }}
  consent: personalise
  without_consent: request_only
  who: {who}
  do: [ {{ insert: {{ into: header, at: end, fragment: told }} }} ]
  expect:
    - given: {{ page: home }}
      then: {{ unchanged: true, reason: UNKNOWN_INPUT }}
"""

PAGE = ok(b"<!DOCTYPE html><title>x</title><div id=header>Shop</div>", b"Content-Type: text/html")
BROWSER = ("Accept: text/html", f"X-Forwarded-For: {BRITISH}")


def site(folder: Path, who: str) -> None:
    (folder / "site" / "fragments").mkdir(parents=True)
    (folder / "site" / "data").mkdir()
    (folder / "site" / "data" / "crm.csv").write_text("id,segment\n17,vip\n")
    (folder / "site" / "fragments" / "told.html").write_text("<p>Told.</p>")
    (folder / "site" / "site.yaml").write_text(SITE)
    (folder / "site" / "rules.yaml").write_text(RULE.format(who=who))


async def test_a_page_says_what_the_weather_is_once_it_is_known(tmp_path: Path) -> None:
    site(tmp_path, "{ weather: { forecast: snow, temperature: { at_most: 0 } } }")
    async with serving() as service, scripted([PAGE]) as shop:
        settings = {"geo": str(CITY), "weather": service.url, "trusted_hops": "127.0.0.0/8", "lookup_deadline": 5}
        async with open_door(f"http://127.0.0.1:{shop.port}", tmp_path, **settings) as door:
            # the service tells days of 2025, and a rule counts those to come
            gatherer = door.parts.pipeline.gatherer
            gatherer.world = replace(gatherer.world, clock=lambda: MIDNIGHT + 3600.0)
            got = await heard(door.port, request("/", *BROWSER))
            assert b"<p>Told.</p>" in got.body
            assert [asked["latitude"] for asked in service.asked] == ["51.5"]
            nowhere = await heard(door.port, request("/", "Accept: text/html"))
            assert b"Told" not in nowhere.body
            assert len(service.asked) == 1


async def test_a_page_tells_the_next_one_who_is_logged_in(tmp_path: Path) -> None:
    site(tmp_path, "{ crm.segment: vip }")
    text = (tmp_path / "site" / "site.yaml").read_text()
    (tmp_path / "site" / "site.yaml").write_text(
        text.replace("{ cookie: customer }", '{ css: "#me", attribute: data-id }')
    )
    logged_in = ok(
        b'<title>x</title><div id=header>Shop</div><a id=me data-id="17">Anna</a>', b"Content-Type: text/html"
    )
    async with (
        scripted([logged_in], [logged_in], [PAGE], [PAGE]) as shop,
        open_door(f"http://127.0.0.1:{shop.port}", tmp_path, lookup_deadline=5) as door,
    ):
        first = await heard(door.port, request("/", *BROWSER, "Cookie: cookie_ok=1"))
        (ours,) = (line.partition(";")[0] for line in first.field("Set-Cookie"))
        known = (*BROWSER, f"Cookie: cookie_ok=1; {ours}")
        told = [b"Told" in (await heard(door.port, request("/", *known))).body for _ in range(3)]
        assert b"Told" not in first.body
        # on the third page nobody is logged in any more, which the fourth knows
        assert told == [True, True, False]
        assert door.parts.pipeline.recorder.logins.of("") == ""


async def test_a_page_greets_the_customer_who_agreed(tmp_path: Path) -> None:
    site(tmp_path, "{ crm.segment: vip }")
    async with (
        scripted([PAGE]) as shop,
        open_door(f"http://127.0.0.1:{shop.port}", tmp_path, lookup_deadline=5) as door,
    ):

        async def page(cookies: str) -> bytes:
            return (await heard(door.port, request("/", *BROWSER, f"Cookie: {cookies}"))).body

        assert b"<p>Told.</p>" in await page("cookie_ok=1; customer=17")
        assert b"Told" not in await page("customer=17")
        assert b"Told" not in await page("cookie_ok=1; customer=18")
        assert b"Told" not in await page("cookie_ok=1")
