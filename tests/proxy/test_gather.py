"""Who asks: consent, identity, past and place, and what is owed to each."""

from dataclasses import replace

import pytest

from proxy.cookies import VISITOR
from proxy.facts import Facts
from proxy.gather import Gatherer, World
from proxy.identify import LIFE, issue, remembered
from proxy.metrics import Metrics
from proxy.pace import READ
from proxy.preview import token_of
from proxy.providers.guard import Guard
from proxy.stores import Store, StoreError
from proxy.stores.memory import MemoryStore
from rules.context import Place
from rules.privacy import Grain, Privacy
from rules.rulebook import Mode
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.keys import keys
from tests.support.requests import NOON, SITE, head

SEED = b"s" * 16
KNOWN = issue(keys(), SEED, NOON - 86_400)
COOKIE = remembered(keys(), KNOWN, NOON, secure=False).decode().partition(";")[0]
YES = "cookie_ok=1"


class BrokenStore(MemoryStore):
    """Down: the real one cannot be made to fail on reading alone."""

    async def load(self, who: str) -> Visitor:
        raise StoreError(who)


def gatherer(store: Store) -> Gatherer:
    world = World(lambda: NOON, lambda size: b"r" * size, lambda address: Place(country="GB" if address else None))
    return Gatherer(store, keys(), Guard(Metrics()), world, deadline=0.5)


async def facts(store: Store | None = None, /, **fields: str) -> Facts:
    _, found = await gatherer(store or MemoryStore()).gather(head(**fields), SITE)
    return found


async def stored(*events: Event) -> MemoryStore:
    store = MemoryStore()
    await store.record(KNOWN.id, events)
    return store


async def test_before_consent_nothing_is_set_read_or_kept() -> None:
    found = await facts(await stored(Event(Kind.SEEN, "/", NOON - 60)))
    assert (found.who, found.cookies, found.visitor) == ("", (), Visitor())


async def test_place_needs_no_cookie_of_ours() -> None:
    assert (await facts()).place == Place(country="GB")


async def test_the_first_page_after_consent_makes_a_visitor() -> None:
    found = await facts(cookie=YES)
    assert found.who == issue(keys(), b"r" * 16, NOON).id
    assert len(found.cookies) == 1
    assert found.cookies[0].startswith(VISITOR.name(secure=False).encode())


async def test_a_known_visitor_brings_the_past_and_gets_no_new_cookie() -> None:
    found = await facts(await stored(Event(Kind.SEEN, "/", NOON - 60)), cookie=f"{YES}; {COOKIE}")
    assert found.who == KNOWN.id
    assert found.cookies == ()
    assert found.visitor is not None
    assert found.visitor.visits == 1


@pytest.mark.parametrize("cookie", [COOKIE[:-2] + "xx", "dv=", "dv=" + "A" * 80])
async def test_a_forged_cookie_is_a_new_visitor(cookie: str) -> None:
    found = await facts(cookie=f"{YES}; {cookie}")
    assert found.who not in ("", KNOWN.id)
    assert len(found.cookies) == 1


async def test_a_visitor_is_not_known_for_longer_than_thirteen_months() -> None:
    old = remembered(keys(), issue(keys(), SEED, NOON - LIFE - 1), NOON, secure=False).decode().partition(";")[0]
    assert (await facts(cookie=f"{YES}; {old}")).who != KNOWN.id


async def test_a_store_that_is_down_makes_the_past_unknown_and_not_the_visitor_new() -> None:
    found = await facts(BrokenStore(), cookie=f"{YES}; {COOKIE}")
    assert (found.who, found.visitor, found.cookies) == (KNOWN.id, None, ())


async def test_consent_withdrawn_takes_cookie_and_record_back() -> None:
    found = await facts(cookie=COOKIE)
    assert found.forget == KNOWN.id
    assert b"Max-Age=0" in found.cookies[0]
    assert found.who == ""


async def test_global_privacy_control_is_a_no() -> None:
    found = await facts(cookie=f"{YES}; {COOKIE}", sec_gpc="1")
    assert (found.who, found.visitor) == ("", Visitor())


async def test_consent_to_any_purpose_lets_a_rule_of_that_purpose_remember() -> None:
    found = await facts(cookie="cookie_ok=m")
    assert found.who
    assert found.consent.granted == {"marketing"}


@pytest.mark.parametrize("fields", [{"sec_fetch_dest": "empty"}, {"sec_purpose": "prefetch"}])
async def test_neither_a_script_nor_a_prefetch_makes_a_visitor(fields: dict[str, str]) -> None:
    found = await facts(cookie=YES, **fields)
    assert (found.who, found.cookies) == ("", ())


async def test_a_bot_is_no_visitor_whatever_cookie_it_brings() -> None:
    found = await facts(
        await stored(Event(Kind.SEEN, "/", NOON - 60)), cookie=f"{YES}; {COOKIE}", user_agent="curl/8.5.0"
    )
    assert (found.who, found.cookies, found.visitor) == ("", (), Visitor())


async def test_who_asks_faster_than_anybody_reads_is_suspect() -> None:
    store, person = gatherer(MemoryStore()), {"user_agent": "Nokia6100/1.0 Profile/MIDP-1.0"}
    kinds = [(await store.gather(head(**person), SITE))[0].request.kind for _ in range(READ + 1)]
    assert set(kinds[:-1]) == {"human"}
    assert kinds[-1] == "suspect"
    other, _ = await store.gather(head(user_agent="Nokia6101/1.0 Profile/MIDP-1.0"), SITE)
    assert other.request.kind == "human"


async def test_a_preview_is_its_persona_and_nobody_else() -> None:
    token = token_of(keys(), {"name": "Briton", "country": "GB", "visits": 3}, NOON + 60)
    found = await facts(await stored(), cookie=f"{YES}; {COOKIE}; dv-preview={token}")
    assert found.persona is not None
    assert (found.who, found.cookies, found.place.country) == ("", (), "GB")


@pytest.mark.parametrize("persona", [{"country": ["not", "text"]}, {"nonsense": 1}])
async def test_a_persona_that_no_longer_loads_is_no_preview(persona: dict[str, object]) -> None:
    token = token_of(keys(), persona, NOON + 60)
    assert (await facts(cookie=f"dv-preview={token}")).persona is None


async def test_where_only_counts_may_be_known_no_place_is_asked_for_by_a_whole_address() -> None:
    asked: list[str] = []

    def place(address: str) -> Place:
        asked.append(address)
        return Place()

    world = World(lambda: NOON, lambda size: b"r" * size, place)
    who = Gatherer(MemoryStore(), keys(), Guard(Metrics()), world, deadline=0.5)
    for mode in Mode:
        await who.gather(head(), replace(SITE, mode=mode))
    assert asked == ["192.0.2.7", "192.0.2.0", "192.0.2.7"]


async def test_a_place_is_known_no_finer_than_the_site_says() -> None:
    world = World(lambda: NOON, lambda size: b"r" * size, lambda _: Place("EU", "GB", "ENG", "London"))
    who = Gatherer(MemoryStore(), keys(), Guard(Metrics()), world, deadline=0.5)
    _, found = await who.gather(head(), replace(SITE, privacy=Privacy(place=Grain.COUNTRY)))
    assert found.place == Place("EU", "GB")


async def test_who_told_us_to_stop_is_forgotten_in_spite_of_the_shops_cookie() -> None:
    found = await facts(cookie=f"{YES}; {COOKIE}; dv-stop=1")
    assert (found.who, found.forget) == ("", KNOWN.id)
    assert b"Max-Age=0" in found.cookies[0]
