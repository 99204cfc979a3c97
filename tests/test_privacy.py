"""The privacy behaviours that docs/privacy.md promises, by their numbers, at the demo shop behind open doors."""

import argparse
import asyncio
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from proxy.asked import form_of
from proxy.commands import check, rotate_key, visitor
from proxy.identify import LIFE, issue
from proxy.seal import opened
from proxy.stores import KEEP, open_store
from proxy.stores.keys import read_keys
from rules.context import Place
from scoring.event import SIGNALS, Event, Kind
from scoring.visitor import Visitor
from tests.support.capture import MAIL, capturing, gives
from tests.support.privacy import LONDON, connects, ours, shop_with, shopper, who_is
from tests.support.redis import running_redis
from tests.support.shop import copied_site
from tests.support.tcf import Said, tc_string

COOKIE = {"name": "cookie_ok", "personalise": {"has": "1"}, "marketing": {"has": "m"}}
DAY = 86_400.0
BOOTS = ("/p/bjorn-winter-boots", "/p/marais-wellingtons", "/c/boots")


def commanded(command: object, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.configure(parser)  # type: ignore[attr-defined]
    status: int = command.run(parser.parse_args(words))  # type: ignore[attr-defined]
    return status


async def test_01_there_are_three_modes(tmp_path: Path) -> None:
    for mode, cookies, kept in (("consent", set(), False), ("measure", set(), False), ("full", {"dv"}, True)):
        async with shop_with(tmp_path / mode, {"mode": mode, "cookie": COOKIE}) as shop, shopper(shop, {}) as somebody:
            for path in ("/", *BOOTS):
                await somebody.get(path)
            await shop.settled()
            assert ours(somebody).keys() == cookies
            assert bool(shop.rows()) is kept


async def test_02_before_consent_nothing_is_set_written_or_put_in_and_the_page_passes(tmp_path: Path) -> None:
    async with shop_with(tmp_path) as shop, shopper(shop, {}) as somebody:
        page = await somebody.sees("/")
        assert ".devanture" not in page
        assert "Our selection" in page
        # a rule that needs no past acts all the same
        assert "voucher-row" in await somebody.sees("/basket?utm_medium=coupon")
        await shop.settled()
        assert ours(somebody) == {}
        assert shop.rows() == 0
        assert shop.door.parts.pipeline.recorder.history.visitors() == frozenset()
        assert list((shop.folder / "journal").glob("*.jsonl")) == []


@pytest.mark.parametrize("given", ["cookie", "tc string"])
async def test_03_consent_is_read_on_each_request_and_taking_it_back_removes_all(tmp_path: Path, given: str) -> None:
    now = datetime.now(UTC).timestamp()
    yes, no = (tc_string(Said(purposes, created=now, updated=now)) for purposes in ([1, 5, 6], [1]))
    tcf = {"tcf": {"personalise": [1, 5, 6]}}
    name, agreed, withdrawn = ("cookie_ok", "1", "0") if given == "cookie" else ("euconsent-v2", yes, no)
    consent = {"cookie": COOKIE} if given == "cookie" else tcf
    async with shop_with(tmp_path, consent) as shop, shopper(shop, {name: agreed}) as somebody:
        await somebody.get("/c/boots")
        await shop.settled()
        who = who_is(shop, somebody)
        assert await shop.door.parts.store.load(who) != Visitor()
        somebody.client.cookie_jar.update_cookies({name: withdrawn})
        await somebody.get("/")
        await shop.settled()
        assert ours(somebody) == {}
        assert await shop.door.parts.store.load(who) == Visitor()


async def test_04_measuring_is_counting_alone(tmp_path: Path) -> None:
    async with shop_with(tmp_path, {"mode": "measure", "cookie": COOKIE}) as shop, shopper(shop) as somebody:
        gatherer, asked = shop.door.parts.pipeline.gatherer, list[str]()
        place = gatherer.world.place

        def asking(address: str) -> Place:
            asked.append(address)
            return place(address)

        gatherer.world = type(gatherer.world)(gatherer.world.clock, gatherer.world.random, asking)
        for path in (*BOOTS, "/?utm_medium=coupon&utm_content=me@shop.example", "/"):
            page = await somebody.sees(path)
        await shop.settled()
        assert "Everybody" not in page
        assert page == await somebody.sees("/")
        assert (ours(somebody), shop.rows()) == ({}, 0)
        assert asked == [asked[0]] * len(asked)
        assert asked[0] == "81.2.69.0"
        assert shop.holds(LONDON, "me@shop.example") == []
        metrics = shop.door.parts.pipeline.metrics
        counted = _decisions(metrics.text().decode())
        assert counted
        await _sent(somebody, "stop")
        await somebody.get("/")
        assert _decisions(metrics.text().decode()) == counted


def _decisions(counts: str) -> list[str]:
    return [line for line in counts.splitlines() if line.startswith("devanture_decisions_total")]


async def _sent(somebody: object, form: str) -> None:
    """Send one of the forms of the visitor's own page."""
    page = await somebody.sees("/.devanture/privacy")  # type: ignore[attr-defined]
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket
    answer = await somebody.post(f"/.devanture/privacy/{form}", {"ticket": ticket[1]})  # type: ignore[attr-defined]
    assert answer.status == 303


async def test_05_the_cookie_lives_thirteen_months_and_no_visit_prolongs_it(tmp_path: Path) -> None:
    assert LIFE == 34_128_000
    async with shop_with(tmp_path) as shop, shopper(shop) as somebody:
        (line,) = _set_by_us(await somebody.get("/"))
        assert f"Max-Age={LIFE};" in line
        before = ours(somebody)
        shop.move_clock(LIFE - 60)
        assert _set_by_us(await somebody.get("/")) == []
        assert ours(somebody) == before
        shop.move_clock(120)
        assert len(_set_by_us(await somebody.get("/"))) == 1
        assert ours(somebody) != before


def _set_by_us(answer: aiohttp.ClientResponse) -> list[str]:
    return [line for line in answer.headers.getall("Set-Cookie", []) if line.startswith("dv=")]


async def test_06_everything_goes_after_twenty_five_months_by_itself(tmp_path: Path) -> None:
    assert KEEP == 762 * DAY
    async with shop_with(tmp_path) as shop, shopper(shop) as somebody:
        await somebody.get("/c/boots")
        await shop.settled()
        who = who_is(shop, somebody)
    with running_redis(tmp_path / "redis") as (redis,):
        async with shop_with(tmp_path / "second", store=redis.url) as shop, shopper(shop) as somebody:
            await somebody.get("/c/boots")
            await somebody.get("/c/coats")
            await shop.settled()
            keys = redis.asked("KEYS", "dv:*")
            assert isinstance(keys, list)
            assert keys
            lives = [redis.asked("TTL", key) for key in keys]
            assert all(isinstance(life, int) and 0 < life <= KEEP + 30 * DAY for life in lives)
    for keep, left in ((KEEP, True), (0.001, False)):
        store = open_store(f"sqlite:{tmp_path}/data/visitors.sqlite", keep)
        assert (await store.load(who) != Visitor()) is left
        await store.close()


@pytest.mark.parametrize("field", ["Sec-GPC", "DNT"])
async def test_07_a_browsers_signal_outweighs_every_consent(tmp_path: Path, field: str) -> None:
    more = {"privacy": {"do_not_track": True}}
    async with shop_with(tmp_path, more=more, gpc_since="2026-11-22") as shop, shopper(shop) as somebody:
        await somebody.get("/c/boots")
        await shop.settled()
        who = who_is(shop, somebody)
        await somebody.get("/", {field: "1"})
        await shop.settled()
        assert ours(somebody) == {}
        assert await shop.door.parts.store.load(who) == Visitor()
        told = json.loads(await somebody.sees("/.well-known/gpc.json"))
        assert told == {"gpc": True, "lastUpdate": "2026-11-22"}


async def test_08_all_that_is_held_on_a_visitor_is_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with shop_with(tmp_path) as shop, shopper(shop) as somebody:
        await somebody.get("/")
        who = who_is(shop, somebody)
        recorder, now = shop.door.parts.pipeline.recorder, datetime.now(UTC).timestamp()
        happened = [Event(kind, f"{kind}-canary", now + at, {"points": "1"}) for at, kind in enumerate(Kind)]
        recorder.told(who, happened)
        await shop.settled()
    words = ("--site", str(tmp_path / "site"), "--data", str(tmp_path / "data"))
    assert await asyncio.to_thread(commanded, visitor, "export", who, *words) == 0
    told = json.loads(capsys.readouterr().out)
    kept, notes = json.dumps(told["kept"]), json.dumps(told["journal"])
    assert [kind for kind in Kind if f"{kind}-canary" not in notes] == []
    summed = SIGNALS | {Kind.BASKET}
    assert [kind for kind in Kind if kind not in summed and f"{kind}-canary" not in kept] == []
    assert {"behaviour", "basket", "orders", "interests", "shown", "marks"} <= told["kept"].keys()


@pytest.mark.parametrize("by", ["the visitor", "the operator", "withdrawal"])
async def test_09_an_erased_visitor_is_found_nowhere(tmp_path: Path, by: str) -> None:
    async with shop_with(tmp_path) as shop, shopper(shop) as somebody:
        for path in ("/", *BOOTS, "/search?q=boots", "/"):
            await somebody.get(path)
        await shop.settled()
        who, cookie = who_is(shop, somebody), ours(somebody)["dv"]
        seal = opened(shop.door.parts.pipeline.gatherer.keys, "visitor", cookie)
        assert seal is not None
        assert shop.holds(who)
        if by == "the visitor":
            await _sent(somebody, "stop")
        elif by == "the operator":
            await shop.door.parts.pipeline.recorder.erase(who, datetime.now(UTC).timestamp())
        else:
            somebody.client.cookie_jar.update_cookies({"cookie_ok": "0"})
            await somebody.get("/")
        await shop.settled()
        assert shop.holds(who, cookie, seal.value.hex()) == []
        assert shop.door.parts.pipeline.recorder.history.of(visitor=who) == ()
        assert await shop.door.parts.store.load(who) == Visitor()


async def test_10_whoever_has_the_store_has_no_cookie(tmp_path: Path) -> None:
    async with shop_with(tmp_path) as shop, shopper(shop) as somebody:
        await somebody.get("/")
        await somebody.get("/c/boots")
        await shop.settled()
        who, cookie = who_is(shop, somebody), ours(somebody)["dv"]
        assert shop.holds(who)
        assert shop.holds(cookie, cookie[:40]) == []
        keys = shop.door.parts.pipeline.gatherer.keys
        seal = opened(keys, "visitor", cookie)
        assert seal is not None
        # without the key nobody gets from the cookie's bytes to the id
        assert issue(keys, seal.value[5:], 0).id == who
        assert issue(read_keys(tmp_path / "others" / "keys"), seal.value[5:], 0).id != who
        assert commanded(rotate_key, "--site", str(tmp_path), "--data", str(shop.folder)) == 0
        after = read_keys(shop.folder / "keys", lambda: datetime.now(UTC).timestamp() + 60)
        assert after.current != keys.current
        assert opened(after, "visitor", cookie) is not None


async def test_11_no_whole_address_is_written_and_no_place_is_finer_than_asked(tmp_path: Path) -> None:
    more = {"privacy": {"place": "country"}}
    async with shop_with(tmp_path, more=more, address_bits=16) as shop, shopper(shop) as somebody:
        await somebody.get("/")
        await somebody.get("/c/boots", {"X-Forwarded-For": "2001:db8:1:2:3:4:5:6"})
        await somebody.get("/c/boots")
        await shop.settled()
        assert shop.holds(LONDON, "81.2.69", "2001:db8:1:2", "London", "England") == []
        assert '"address": "81.2.0.0/16"' in shop.door.log
        assert '"address": "2001:db8:1::/48"' in shop.door.log
        assert shop.holds('"country":"GB"')


async def test_12_of_what_people_type_nothing_personal_is_kept(tmp_path: Path) -> None:
    canaries = ("ada@shop.example", "4111 1111 1111 1111", "hunter2canary", "querycanary")
    mail, card, password, query = canaries
    async with shop_with(tmp_path) as shop, shopper(shop) as somebody:
        await somebody.get("/")
        await somebody.get(f"/search?q=boots+for+{mail}+{card.replace(' ', '+')}&other={query}")
        await somebody.get(f"/?utm_source={mail}&utm_campaign=password%3D{password}&token={query}")
        await somebody.get(f"/reset/token={query}/{mail}")
        form = {"product": "102", "mail": mail, "card": card, "password": password, "quantity": "1"}
        await somebody.post("/basket/add", form)
        await somebody.get("/basket")
        await shop.settled()
        assert shop.rows()
        assert shop.holds(*canaries, card.replace(" ", ""), "4111") == []
        known = await shop.door.parts.store.load(who_is(shop, somebody))
        assert "boots for * *" in [event.subject for event in known.events]
        assert form_of(b"product=102")["product"] in [event.subject for event in known.events]


async def test_13_nobody_but_the_shop_is_connected_to(tmp_path: Path) -> None:
    async with shop_with(tmp_path) as shop, shopper(shop) as somebody:
        with connects() as found:
            for path in ("/", *BOOTS, "/search?q=boots", "/basket", "/.devanture/privacy"):
                await somebody.get(path)
            await somebody.post("/basket/add", {"product": "102"})
            await _sent(somebody, "stop")
            await shop.settled()
            origin = int(shop.door.parts.settings.upstream.rpartition(":")[2])
            ports = {address[1] for address in found if isinstance(address, tuple)}
        assert origin in ports
        assert ports <= {origin, shop.door.port}
        assert {address[0] for address in found if isinstance(address, tuple)} == {"127.0.0.1"}


async def test_14_groups_of_people_may_be_banned_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = copied_site(tmp_path / "site")
    text = (site / "site.yaml").read_text("utf-8")
    (site / "site.yaml").write_text(text + '\nprivacy: { ban_segments: ["*hunter*", "child*"] }\n', "utf-8")
    assert commanded(check, str(site)) == 1
    assert "banned-segment" in capsys.readouterr().out
    (site / "site.yaml").write_text(text + '\nprivacy: { ban_segments: ["child*", "*health*"] }\n', "utf-8")
    assert commanded(check, str(site)) == 0


async def test_15_a_tc_string_grants_what_it_is_mapped_to_and_a_bad_one_nothing(tmp_path: Path) -> None:
    now = datetime.now(UTC).timestamp()
    good = Said([1, 5, 6, 8], created=now, updated=now)
    strings = {
        tc_string(good): {"dv"},
        tc_string(Said([1, 8], created=now, updated=now)): {"dv"},
        tc_string(Said([5, 6, 8], created=now, updated=now)): set(),
        tc_string(Said([1], interests=[5, 6, 8], created=now, updated=now)): set(),
        tc_string(good)[:-9]: set(),
        tc_string(Said([1, 5, 6, 8], created=now - LIFE, updated=now - LIFE)): set(),
        tc_string(Said([1, 5, 6, 8], created=now, updated=now, version=3)): set(),
        tc_string(Said([1, 5, 6, 8], created=now, updated=now, policy=6)): set(),
    }
    consent = {"tcf": {"personalise": [1, 5, 6], "measure": [1, 8]}}
    async with shop_with(tmp_path, consent) as shop:
        for string, cookies in strings.items():
            async with shopper(shop, {"euconsent-v2": string}) as somebody:
                await somebody.get("/c/boots")
                assert ours(somebody).keys() == cookies, string
                consented = shop.door.parts.pipeline.recorder.history.of()[0].context.consent.granted
                assert ("personalise" in consented) is (string == tc_string(good))


async def test_16_the_record_of_processing_is_that_of_the_running_configuration(tmp_path: Path) -> None:
    async with shop_with(tmp_path, keep_days=90) as shop, shopper(shop, {}) as operator:
        parts = shop.door.parts
        url = f"http://127.0.0.1:{shop.door.admin}/processing?as=markdown"
        token = {"Authorization": f"Bearer {parts.admin.token}"}
        async with operator.client.get(url, headers=token) as answer:
            told = await answer.text()
        for part in (
            "90 days at most",
            "the cookie `cookie_ok` holds `1`",
            str(shop.folder / "journal"),
            "to the city",
        ):
            assert part in told
        site = tmp_path / "site" / "site.yaml"
        said = json.loads(site.read_text("utf-8")) | {"privacy": {"place": "country"}}
        site.write_text(json.dumps(said), "utf-8")
        assert await parts.watch.reload()
        async with operator.client.get(url, headers=token) as answer:
            assert "to the country" in await answer.text()


async def test_17_no_price_goes_by_profile_unless_the_operator_ticks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = copied_site(tmp_path / "site")
    (site / "dear.yaml").write_text(
        "- id: dear\n  name: Ask more of who looked twice\n  why: They want it\n  learn: Do they pay?\n  status: live\n"
        "  where: { page: product }\n  consent: personalise\n  who: { viewed: product }\n"
        '  do: [ { text: { in: price, say: "199 EUR" } } ]\n'
        "  expect: [ { given: { page: product }, then: { unchanged: true } } ]\n",
        "utf-8",
    )
    assert commanded(check, str(site)) == 1
    assert "price-by-profile" in capsys.readouterr().out
    text = (site / "site.yaml").read_text("utf-8")
    (site / "site.yaml").write_text(text + "\nprivacy: { price_by_profile: true }\n", "utf-8")
    commanded(check, str(site))
    told = capsys.readouterr().out
    assert "warning  price-by-profile" in told
    assert "error  price-by-profile" not in told


async def test_18_a_mail_address_is_kept_for_its_purpose_alone_and_erased_with_all_else(tmp_path: Path) -> None:
    async with shop_with(tmp_path) as shop, shopper(shop) as somebody:
        await capturing(shop, tmp_path / "site")
        page = await somebody.sees("/")
        assert page.index("thirty days") < page.index('type="email"')
        assert await gives(somebody, page, "no address") == 400
        assert await gives(somebody, page, MAIL) == 204
        await shop.settled()
        known = await shop.door.parts.store.load(who_is(shop, somebody))
        mail = known.marks.mails["marketing"]
        assert (mail.address, round(mail.until - mail.at)) == (MAIL, 30 * DAY)
        assert {Path(name).name.partition("-")[0] for name in shop.holds(MAIL)} == {"visitors.sqlite"}
        assert MAIL not in shop.door.log
        assert MAIL in await somebody.sees("/.devanture/privacy")
        assert MAIL in await somebody.sees("/.devanture/privacy/kept.json")
        await _sent(somebody, "stop")
        await shop.settled()
        assert shop.holds(MAIL) == []
