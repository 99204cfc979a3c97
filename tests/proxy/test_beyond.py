"""What others know is asked for by the rules that need it, and by no more of a place than they need."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from proxy.beyond import Lookups, Sky
from proxy.metrics import Metrics
from proxy.providers.crm import Customers
from proxy.providers.guard import Guard
from proxy.providers.weather import Forecasts, Spot
from proxy.providers.web import Web
from proxy.track import asked_of
from rules.beyond import Beyond
from rules.context import Consent
from rules.customers import CustomerFile
from rules.privacy import Grain, Privacy
from rules.rulebook import Mode, Site
from tests.support.openmeteo import Service, serving
from tests.support.requests import SITE, head

ASKING = replace(SITE, asks=frozenset({"weather"}))


class Atlas:
    """Knows where one address is, and remembers which it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def spot(self, address: str) -> Spot | None:
        self.asked.append(address)
        return (51.5, 0.0) if address.startswith("192.0.2.") else None


YES = Consent(frozenset({"personalise"}))
CUSTOMERS = CustomerFile("customer", "crm.csv", "id")
OF_CUSTOMERS = replace(SITE, asks=frozenset({"page", "crm.segment"}), customers=CUSTOMERS)


async def customer(folder: Path, consent: Consent, site: Site = OF_CUSTOMERS, cookie: str = "") -> object:
    """Return what is known of a customer who sends these cookies; the file knows 17, a VIP called Anna."""
    (folder / "crm.csv").write_text("id,segment,name\n17,VIP,Anna\n")
    guard = Guard(Metrics())
    lookups = Lookups(guard, 5.0, customers=Customers(folder, Web(2.0), guard, lambda: 0.0))
    beyond = await lookups.of(asked_of(head("/", cookie=cookie), site), consent, "")
    await lookups.close()
    return beyond.customer


async def test_a_customer_is_known_by_the_login_id_with_the_columns_that_rules_ask_for(tmp_path: Path) -> None:
    assert await customer(tmp_path, YES, cookie="customer=17") == {"segment": "VIP"}
    assert await customer(tmp_path, YES, cookie="customer=99") == {}


@pytest.mark.parametrize("cookie", ["", "other=17", "customer=17; customer=18"])
async def test_who_is_not_logged_in_for_certain_is_unknown(tmp_path: Path, cookie: str) -> None:
    assert await customer(tmp_path, YES, cookie=cookie) is None


async def test_a_login_that_a_page_told_is_the_one_of_its_visitor_alone(tmp_path: Path) -> None:
    (tmp_path / "crm.csv").write_text("id,segment\n17,VIP\n")
    guard = Guard(Metrics())
    site = replace(OF_CUSTOMERS, customers=replace(CUSTOMERS, cookie=""))
    lookups = Lookups(guard, 5.0, customers=Customers(tmp_path, Web(2.0), guard, lambda: 0.0))
    lookups.logins.note("anna", "17")
    told = {who: (await lookups.of(asked_of(head("/"), site), YES, who)).customer for who in ("anna", "bo", "")}
    await lookups.close()
    assert told == {"anna": {"segment": "VIP"}, "bo": None, "": None}


@pytest.mark.parametrize("granted", [frozenset[str](), frozenset({"marketing"})])
async def test_without_consent_no_customer_is_looked_up(tmp_path: Path, granted: frozenset[str]) -> None:
    assert await customer(tmp_path, Consent(granted), cookie="customer=17") is None


async def test_a_purpose_of_ones_own_is_the_one_that_counts(tmp_path: Path) -> None:
    site = replace(OF_CUSTOMERS, customers=replace(CUSTOMERS, purpose="marketing"))
    assert await customer(tmp_path, YES, site, "customer=17") is None
    assert await customer(tmp_path, Consent(frozenset({"marketing"})), site, "customer=17") == {"segment": "VIP"}


def test_customers_are_looked_up_where_a_live_rule_asks_for_them() -> None:
    guard = Guard(Metrics())
    lookups = Lookups(guard, 1.0)
    assert lookups.wanted(OF_CUSTOMERS)
    assert not lookups.wanted(replace(OF_CUSTOMERS, asks=frozenset({"page"})))
    assert not lookups.wanted(replace(OF_CUSTOMERS, customers=None))


async def found(service: Service, site: Site = ASKING, deadline: float = 2.0) -> tuple[Beyond, Atlas]:
    metrics, atlas = Metrics(), Atlas()
    guard = Guard(metrics)
    forecasts = Forecasts(service.url, "", Web(2.0), guard, lambda: 0.0)
    lookups = Lookups(guard, deadline, Sky(atlas.spot, forecasts))
    beyond = await lookups.of(asked_of(head("/"), site), Consent(), "")
    await lookups.close()
    return beyond, atlas


async def test_the_weather_is_that_of_the_place() -> None:
    async with serving() as service:
        beyond, _ = await found(service)
        assert beyond.weather is not None
        assert beyond.weather.sky == "snow"


async def test_the_service_hears_no_address() -> None:
    async with serving() as service:
        await found(service)
        assert "192.0.2" not in str(service.asked)


async def test_where_nothing_but_counts_may_be_known_the_network_alone_is_looked_up() -> None:
    async with serving() as service:
        _, atlas = await found(service, replace(ASKING, mode=Mode.MEASURE))
        assert atlas.asked == ["192.0.2.0"]


async def test_where_a_place_may_not_be_known_so_finely_nobody_is_asked() -> None:
    async with serving() as service:
        beyond, _ = await found(service, replace(ASKING, privacy=Privacy(place=Grain.COUNTRY)))
        assert beyond == Beyond()
        assert service.asked == []


async def test_a_page_waits_no_longer_than_its_deadline() -> None:
    async with serving() as service:
        service.wait = 60.0
        beyond, _ = await asyncio.wait_for(found(service, deadline=0.05), 10.0)
        assert beyond == Beyond()


def test_nobody_is_asked_what_no_live_rule_wants() -> None:
    guard = Guard(Metrics())
    sky = Sky(Atlas().spot, Forecasts("http://127.0.0.1:9", "", Web(1.0), guard, lambda: 0.0))
    assert not Lookups(guard, 1.0, sky).wanted(SITE)
    assert not Lookups(guard, 1.0).wanted(ASKING)
    assert Lookups(guard, 1.0, sky).wanted(ASKING)
