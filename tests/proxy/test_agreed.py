"""What the shop's own consent cookies and TC string come to."""

import json
from urllib.parse import quote

import pytest

from proxy.agreed import agreed, says
from proxy.message import cookies
from rules.privacy import ConsentCookie, ConsentString, Saying
from rules.rulebook import Site
from tests.support.requests import NOON
from tests.support.tcf import Said, tc_string

DAY = 86_400.0
TCF = ConsentString("euconsent-v2", {"personalise": frozenset({1, 5, 6}), "measure": frozenset({1, 8})})
STRING = Site(tcf=TCF)
MODE = Site(
    cookies=(
        ConsentCookie("mode", {"measure": Saying(at="analytics_storage"), "marketing": Saying(at="ad_storage")}),
        ConsentCookie("groups", {"personalise": Saying(at="groups.C0003", equals="1"), "marketing": Saying("C0004:1")}),
    )
)


def asked(site: Site, *pairs: str, now: float = NOON) -> frozenset[str]:
    return agreed(cookies(((b"Cookie", "; ".join(pairs).encode("latin-1")),)), site, now)


def string(said: Said) -> str:
    return f"euconsent-v2={tc_string(said)}"


def test_a_purpose_needs_all_the_purposes_of_the_tcf_that_it_is_mapped_to() -> None:
    assert asked(STRING, string(Said([1, 5, 6, 8]))) == {"personalise", "measure"}
    assert asked(STRING, string(Said([1, 5, 8]))) == {"measure"}
    assert asked(STRING, string(Said([5, 6, 8]))) == frozenset()


def test_legitimate_interest_grants_nothing() -> None:
    assert asked(STRING, string(Said([1], interests=[5, 6, 8]))) == frozenset()


def test_with_a_number_in_the_vendor_list_that_vendor_is_asked_for_too() -> None:
    site = Site(tcf=ConsentString("euconsent-v2", {"measure": frozenset({1, 8})}, vendor=755))
    assert asked(site, string(Said([1, 8], vendors=[755]))) == {"measure"}
    assert asked(site, string(Said([1, 8], vendors=[754]))) == frozenset()
    assert asked(site, string(Said([1, 8], vendors=[755], restrictions=[(8, 0, [(1, 800)])]))) == frozenset()


@pytest.mark.parametrize(
    "pair",
    [
        "euconsent-v2=",
        "euconsent-v2=CQaa",
        "euconsent=" + tc_string(Said([1, 5, 6, 8])),
        string(Said([1, 5, 6, 8], version=3)),
        string(Said([1, 5, 6, 8], policy=63)),
        string(Said([1, 5, 6, 8], updated=NOON + 2 * DAY)),
        string(Said([1, 5, 6, 8], created=NOON - 395 * DAY, updated=NOON - 395 * DAY)),
    ],
)
def test_a_string_that_is_broken_expired_or_too_new_is_no_consent(pair: str) -> None:
    assert asked(STRING, pair) == frozenset()


def test_a_string_that_came_twice_must_allow_twice() -> None:
    assert asked(STRING, string(Said([1, 8])), string(Said([1, 5, 6, 8]))) == {"measure"}
    assert asked(STRING, string(Said([1, 8])), "euconsent-v2=broken") == frozenset()


def test_a_site_may_believe_a_string_for_a_shorter_time() -> None:
    site = Site(tcf=ConsentString("euconsent-v2", {"measure": frozenset({8})}, days=180))
    assert asked(site, string(Said([8])), now=NOON + 179 * DAY) == {"measure"}
    assert asked(site, string(Said([8])), now=NOON + 181 * DAY) == frozenset()


def test_several_cookies_that_speak_of_one_purpose_must_agree() -> None:
    mode = quote(json.dumps({"ad_storage": "granted", "analytics_storage": "granted"}))
    assert asked(MODE, f"mode={mode}", "groups=groups=C0003:1,C0004:1") == {"measure", "marketing", "personalise"}
    assert asked(MODE, f"mode={mode}") == {"measure"}
    assert asked(MODE, f"mode={mode}", "groups=a=1&groups=C0003:1,C0004:0") == {"measure", "personalise"}


@pytest.mark.parametrize("word", ["1", "true", "True", "yes", "on", "granted", "allow", "accepted"])
def test_without_another_word_the_usual_ones_say_yes(word: str) -> None:
    assert says(json.dumps({"a": word}), Saying(at="a"))


@pytest.mark.parametrize("word", ["0", "false", "no", "denied", "", "not granted", "10", "untrue"])
def test_every_other_word_says_no(word: str) -> None:
    assert not says(json.dumps({"a": word}), Saying(at="a"))


def test_a_list_says_what_it_holds() -> None:
    value = json.dumps({"purposes": {"enabled": ["cookies", "measure"]}, "on": True})
    assert says(value, Saying("measure", at="purposes.enabled"))
    assert not says(value, Saying("meas", at="purposes.enabled"))
    assert says(value, Saying(at="on"))
    assert says(value, Saying(at="on", equals="TRUE"))
    assert not says(value, Saying(at="on", equals="false"))
    assert not says(value, Saying(at="off", equals="none"))
