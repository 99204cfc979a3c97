import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.identify import (
    LIFE,
    Identity,
    consent_of,
    forgotten,
    has_stopped,
    issue,
    recognize,
    remembered,
    started,
    stopped,
)
from proxy.message import Head
from proxy.seal import Keys
from rules.context import Consent
from rules.privacy import ConsentCookie, Privacy, Saying
from rules.rulebook import Mode, Site
from tests.support.keys import key, keys

_NOW = 1_800_000_000.0
_SEED = b"0123456789abcdef"


def cookie(using: Keys, seed: bytes = _SEED, *, secure: bool = False, at: float = _NOW) -> str:
    """Return the pair of name and value that the browser keeps."""
    return remembered(using, issue(using, seed, at), at, secure=secure).decode().partition(";")[0]


def seen(*pairs: str, using: Keys | None = None, at: float = _NOW, secure: bool = False) -> Identity | None:
    head = Head("GET", "/", ((b"Cookie", "; ".join(pairs).encode("latin-1")),))
    return recognize(using or keys(), head, at, secure=secure)


@given(st.binary(min_size=16, max_size=16))
def test_a_visitor_is_recognized(seed: bytes) -> None:
    assert seen(cookie(keys(), seed)) == issue(keys(), seed, _NOW)


@pytest.mark.parametrize("value", ["", "dv=", "dv=forged", "dv2=x", "s=1"])
def test_who_has_no_cookie_of_ours_is_new(value: str) -> None:
    assert seen(value) is None


def test_a_forged_cookie_is_never_adopted() -> None:
    assert seen(cookie(keys("x"))) is None
    assert seen(cookie(keys())[:-1] + "!") is None


def test_of_several_the_first_that_is_ours_counts() -> None:
    first, second = cookie(keys()), cookie(keys(), b"f" * 16)
    assert seen("dv=forged", cookie(keys("x")), first, second) == issue(keys(), _SEED, _NOW)


def test_over_https_a_cookie_that_another_host_could_set_is_none() -> None:
    assert seen(cookie(keys()), secure=True) is None
    assert seen(cookie(keys(), secure=True), secure=True) is not None


def test_the_store_never_learns_the_cookie() -> None:
    identity = issue(keys(), _SEED, _NOW)
    assert len(identity.id) == 32
    assert identity.id not in cookie(keys())
    assert identity.id != _SEED.hex()


def test_two_sites_know_a_visitor_by_two_ids() -> None:
    assert issue(Keys(key(), key("q")), _SEED, _NOW).id != issue(keys(), _SEED, _NOW).id


def test_rotation_keeps_the_id_and_asks_for_a_new_signature() -> None:
    before = issue(keys("a"), _SEED, _NOW)
    after = seen(cookie(keys("a")), using=keys("b", "a"))
    assert after == Identity(before.id, before.seed, before.since, stale=True)
    assert after is not None
    again = remembered(keys("b", "a"), after, _NOW, secure=False).decode().partition(";")[0]
    assert seen(again, using=keys("b", "a")) == before


def test_a_visitor_is_known_for_thirteen_months_from_the_first_visit() -> None:
    pair = cookie(keys())
    assert seen(pair, at=_NOW + LIFE - 1) is not None
    assert seen(pair, at=_NOW + LIFE) is None


def test_visits_do_not_prolong_it() -> None:
    identity = seen(cookie(keys()), at=_NOW + 1000)
    assert identity is not None
    assert f"Max-Age={LIFE - 1000};" in remembered(keys(), identity, _NOW + 1000, secure=False).decode()
    assert f"Max-Age={LIFE};" in remembered(keys(), issue(keys(), _SEED, _NOW), _NOW, secure=False).decode()


def test_a_clock_that_steps_back_forgets_nobody_and_prolongs_nothing() -> None:
    identity = seen(cookie(keys()), at=_NOW - 5000)
    assert identity is not None
    assert f"Max-Age={LIFE};" in remembered(keys(), identity, _NOW - 5000, secure=False).decode()


def test_a_withdrawn_consent_takes_the_cookie_back() -> None:
    assert forgotten(secure=True).startswith(b"__Host-dv=; Path=/; Max-Age=0;")


def agreed(*pairs: str, mode: Mode = Mode.CONSENT, gpc: bytes = b"") -> frozenset[str]:
    asked = ConsentCookie("cookie_ok", {"personalise": Saying("1"), "marketing": Saying("m"), "statistics": Saying()})
    lines = ((b"Cookie", "; ".join(pairs).encode()), (b"Sec-GPC", gpc))
    return consent_of(Head("GET", "/", lines), Site(mode=mode, cookies=(asked,)), _NOW).granted


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ("cookie_ok=1", {"personalise", "statistics"}),
        ("cookie_ok=1m", {"personalise", "marketing", "statistics"}),
        ("cookie_ok=%6D", {"marketing", "statistics"}),
        ('cookie_ok="0"', {"statistics"}),
        ("cookie_ok=", {"statistics"}),
    ],
)
def test_the_shops_own_cookie_says_what_was_agreed_to(pair: str, expected: set[str]) -> None:
    assert agreed(pair) == expected


@pytest.mark.parametrize("pair", ["", "other=1", "COOKIE_OK=1", "xcookie_ok=1"])
def test_without_it_nothing_was(pair: str) -> None:
    assert agreed(pair) == frozenset()


def test_a_cookie_that_came_twice_says_yes_where_both_do() -> None:
    assert agreed("cookie_ok=1m", "cookie_ok=1") == {"personalise", "statistics"}


def test_a_site_that_names_no_cookie_has_no_consent() -> None:
    assert consent_of(Head("GET", "/", ((b"Cookie", b"=1; a=1"),)), Site(), _NOW) == Consent()


def test_in_full_mode_everything_is_agreed_to() -> None:
    assert agreed(mode=Mode.FULL) == {"personalise", "marketing", "statistics"}


def test_measuring_makes_no_profile() -> None:
    assert agreed("cookie_ok=1m", mode=Mode.MEASURE) == frozenset()


@pytest.mark.parametrize("mode", list(Mode))
def test_global_privacy_control_is_a_no(mode: Mode) -> None:
    assert agreed("cookie_ok=1m", mode=mode, gpc=b"1") == frozenset()


@pytest.mark.parametrize("value", [b"0", b"", b"true"])
def test_only_its_one_says_so(value: bytes) -> None:
    assert "personalise" in agreed("cookie_ok=1", gpc=value)


@pytest.mark.parametrize("mode", list(Mode))
def test_do_not_track_is_a_no_where_the_site_says_so(mode: Mode) -> None:
    head = Head("GET", "/", ((b"DNT", b"1"), (b"Cookie", b"cookie_ok=1")))
    heeded = Site(mode=mode, privacy=Privacy(do_not_track=True))
    assert consent_of(head, heeded, _NOW) == Consent(refused=True)
    assert not consent_of(head, Site(mode=mode), _NOW).refused


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("secure", [True, False])
def test_who_told_us_to_stop_agreed_to_nothing(mode: Mode, secure: bool) -> None:
    kept = stopped(secure=secure).partition(b";")[0]
    head = Head("GET", "/", ((b"Cookie", b"a=1"), (b"Cookie", b"cookie_ok=1m; " + kept)))
    assert has_stopped(head)
    assert consent_of(head, Site(mode=mode), _NOW) == Consent(refused=True)


def test_starting_again_takes_the_word_back() -> None:
    assert f"Max-Age={LIFE};" in stopped(secure=True).decode()
    assert started(secure=True).startswith(b"__Host-dv-stop=; Path=/; Max-Age=0;")
    assert not has_stopped(Head("GET", "/", ((b"Cookie", b"xdv-stop=1; dv-stopped=1"),)))
