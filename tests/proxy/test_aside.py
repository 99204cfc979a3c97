import pytest

from proxy.aside import aside
from proxy.message import Head, Page, first
from rules.rulebook import Rulebook
from tests.support.pipeline import FILES, rulebook
from tests.support.requests import head, html

KEPT = "public, max-age=600"
SCRIPT = {"accept": "*/*", "x_requested_with": "XMLHttpRequest"}


def shop_says(kind: str = "text/html; charset=utf-8") -> Page:
    return html(cache_control=KEPT, etag='"1"', content_length="4", content_type=kind)


def caching(asked: Head, page: Page | None = None, rules: Rulebook | None = None) -> str:
    """Return what caches are told of an answer to a request that is not followed."""
    return first(aside(asked, rules or rulebook(), page or shop_says()).headers, b"cache-control")


@pytest.mark.parametrize(
    "asked",
    [
        head("/", **SCRIPT),
        head("/", sec_fetch_dest="style"),
        head("/", accept="application/json"),
        head("/", service_worker="script"),
        head("/p/42?utm_source=x", **SCRIPT),
        head("/basket", **SCRIPT),
        head("/", "HEAD"),
    ],
)
def test_a_page_that_rules_change_is_kept_by_no_shared_cache_however_it_was_asked(asked: Head) -> None:
    assert caching(asked) == "private, no-cache"


def test_nor_is_it_said_to_be_good_for_longer() -> None:
    assert caching(head("/", **SCRIPT), Page(304, ((b"Cache-Control", KEPT.encode()),))) == "private, no-cache"


@pytest.mark.parametrize(
    "asked",
    [
        head("/style.css", sec_fetch_dest="style"),
        head("/account.php/x.css", **SCRIPT),
        head("/elsewhere", **SCRIPT),
        head("/", "POST", **SCRIPT),
        head("/", "OPTIONS"),
    ],
)
def test_what_no_rule_changes_for_anybody_keeps_the_shops_caching(asked: Head) -> None:
    assert caching(asked) == KEPT


def test_files_and_faults_of_the_shop_keep_its_caching() -> None:
    asked = head("/", **SCRIPT)
    for page in (
        shop_says("application/json"),
        Page(500, shop_says().headers),
        Page(302, ((b"Cache-Control", KEPT.encode()), (b"Location", b"/x"))),
    ):
        assert caching(asked, page) == KEPT


def test_without_rules_in_force_it_is_all_the_shops() -> None:
    assert caching(head("/", **SCRIPT), rules=Rulebook()) == KEPT
    drafts = {**FILES, "rules.yaml": FILES["rules.yaml"].replace(b"status: live", b"status: draft")}
    assert caching(head("/", **SCRIPT), rules=rulebook(drafts)) == KEPT


def test_what_answers_head_speaks_of_no_bytes() -> None:
    answered = aside(head("/", "HEAD"), rulebook(), shop_says()).headers
    assert not {b"etag", b"content-length"} & {name.lower() for name, _ in answered}
    assert first(answered, b"vary") == "Accept-Encoding, Cookie"


def test_what_a_script_gets_are_the_shops_own_bytes() -> None:
    answered = aside(head("/", **SCRIPT), rulebook(), shop_says())
    assert first(answered.headers, b"etag") == '"1"'
    assert answered.body == shop_says().body


def test_a_page_that_our_script_may_come_into_is_private_as_well() -> None:
    quiet = {**FILES, "rules.yaml": b"[]"}
    asks = {**quiet, "site.yaml": FILES["site.yaml"] + b"behaviour: { on: [cart] }\n"}
    assert caching(head("/basket", **SCRIPT), rules=rulebook(asks)) == "private, no-cache"
    assert caching(head("/", **SCRIPT), rules=rulebook(asks)) == KEPT
    assert caching(head("/basket", **SCRIPT), rules=rulebook(quiet)) == KEPT
