"""The record of processing: it tells what is configured, and nothing else."""

from dataclasses import replace

from proxy.chapters import markdown
from proxy.processing import TITLE, Running, record
from rules.capture import Capture
from rules.codes import Pool
from rules.customers import CustomerFile
from rules.privacy import ConsentString, Grain, Privacy
from rules.rulebook import Mode, Rulebook
from rules.webhook import Webhook
from tests.support.pipeline import rulebook

BARE = Running("http://shop.internal", "sqlite:visitors.sqlite", 762, "/.devanture/")
FULL = replace(
    BARE,
    address_bits=16,
    access_log="standard output",
    history=200,
    journal="data/journal",
    spool="spool.sqlite",
    traces="otlp",
    geo="City.mmdb",
)


def told(running: Running = BARE, book: Rulebook | None = None) -> str:
    return markdown(TITLE, record(running, book or rulebook()))


def of(mode: Mode = Mode.CONSENT, **privacy: object) -> Rulebook:
    book = rulebook()
    return replace(book, site=replace(book.site, mode=mode, privacy=Privacy(**privacy)))  # type: ignore[arg-type]


def test_it_tells_what_is_kept_why_how_long_and_who_gets_it() -> None:
    text = told()
    row = "| pages looked at, with product and category; what rules changed for the visitor; visits and their times |"
    assert f"{row} so that rules can fit pages to a visitor | 762 days at most, each event by itself |" in text
    assert "| cookie `dv` | to know a visitor again | 395 days from its first setting, never prolonged |" in text
    assert "| the shop itself, http://shop.internal |" in text
    assert "| nobody else | no third party is connected to |" in text
    assert "- `personalise`: the cookie `ok` holds `1`." in text


def test_what_is_not_configured_is_not_told() -> None:
    text, whole = told(), told(FULL)
    for part in ("data/journal", "spool.sqlite", "collector", "City.mmdb", "standard output", "/16", "last 200"):
        assert part not in text
        assert part in whole


def asking(*words: str, customers: CustomerFile | None = None) -> Rulebook:
    book = rulebook()
    return replace(book, site=replace(book.site, asks=frozenset(words), customers=customers))


def test_who_is_asked_beyond_is_told_where_rules_ask() -> None:
    weather = replace(BARE, weather="Open-Meteo, which tells the weather")
    assert "| Open-Meteo, which tells the weather | latitude and longitude of regions" in told(
        weather, asking("weather")
    )
    assert "Open-Meteo" not in told(weather, asking("page"))


def test_customers_records_are_told_with_the_columns_that_rules_ask_for() -> None:
    service = CustomerFile("c", url="https://crm.internal/{id}", purpose="marketing")
    text = told(BARE, asking("crm.segment", "crm.city", customers=service))
    assert "of the shop's own records of customers: city, segment" in text
    assert "| the service of customers' records, crm.internal | the shop's own login ids" in text
    assert "crm.internal" not in told(BARE, asking(customers=CustomerFile("c", "data/crm.csv", "id")))


def test_codes_are_told_with_what_becomes_of_them_and_the_service_that_makes_them() -> None:
    book = rulebook()
    pools = {"gifts": Pool("gifts", "gifts.csv"), "made": Pool("made", url="https://shop.internal/codes")}
    text = told(book=replace(book, site=replace(book.site, codes=pools)))
    assert "| which of the shop's unique codes a visitor was given |" in text
    assert "| the service of codes, shop.internal |" in text
    assert "unique codes" not in told()
    assert "service of codes" not in told()


def test_where_only_counts_are_kept_it_tells_no_more() -> None:
    text = told(FULL, of(Mode.MEASURE))
    for part in ("cookie `dv` ", "pages looked at", "data/journal"):
        assert part not in text
    assert "nothing about persons is set, read or kept" in text
    assert "counts of rules" in text


def test_it_tells_what_the_operator_decided() -> None:
    text = told(FULL, of(banned=("health*",), price_by_profile=True, do_not_track=True, place=Grain.COUNTRY))
    for part in ("may not be named health*", "Rules may change a price", "`DNT: 1` are a no", "to the country"):
        assert part in text
    assert "Rules may not change a price" in told()
    assert "City.mmdb" not in told(FULL, of(place=Grain.NONE))


def test_a_tc_string_is_told_with_its_purposes() -> None:
    book = rulebook()
    string = ConsentString("euconsent-v2", {"measure": frozenset({8, 1})}, 755)
    text = told(BARE, replace(book, site=replace(book.site, tcf=string)))
    assert "- `measure`: the TC string in `euconsent-v2` consents to purposes 1, 8, and vendor 755." in text


def test_rules_that_look_at_persons_are_told() -> None:
    text = told()
    assert "| Promo field for coupon visitors | Others leave to look for a code | personalise | how you came" in text
    assert "| Tell Britons that we deliver | They fear we do not | nothing | roughly where you are" in text


def test_a_mail_address_that_a_rule_asks_for_is_told_with_its_purpose_and_its_end() -> None:
    book = rulebook()
    asking = replace(book.rules[0], name="Basket by mail", do=(*book.rules[0].do, Capture("marketing", 30 * 86_400.0)))
    text = told(book=replace(book, rules=(asking,)))
    assert (
        "| a mail address, typed into a form of “Basket by mail” | marketing | 30 days, then it goes by itself |"
        in text
    )
    assert "a mail address, typed" not in told()


def test_who_is_told_by_rules_is_a_recipient() -> None:
    book = rulebook()
    webhooks = {"crm": Webhook("crm", "https://crm.example/hook?key=secret")}
    text = told(book=replace(book, site=replace(book.site, webhooks=webhooks)))
    assert "| the webhook crm, crm.example | what rules tell it of visitors who agreed" in text
    assert "secret" not in text
    assert "the webhook" not in told()
