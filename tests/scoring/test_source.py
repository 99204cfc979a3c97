import pytest

from scoring.event import Event, Kind
from scoring.source import SOURCES, is_spam, source, source_of_host


def came(host: str = "", **query: str) -> str:
    return source(Event(Kind.ARRIVED, host, 0.0, {"path": "/", **{f"q.{key}": value for key, value in query.items()}}))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.google.com", "search"),
        ("google.co.uk", "search"),
        ("www.bing.com", "search"),
        ("fr.search.yahoo.com", "search"),
        ("duckduckgo.com", "search"),
        ("l.facebook.com", "social"),
        ("t.co", "social"),
        ("WWW.Pinterest.FR", "social"),
        ("chatgpt.com", "ai_assistant"),
        ("gemini.google.com", "ai_assistant"),
        ("www.perplexity.ai", "ai_assistant"),
        ("mail.google.com", "mail"),
        ("outlook.live.com", "mail"),
        ("e.mail.ru", "mail"),
        ("docs.google.com", "referral"),
        ("notgoogle.com", "referral"),
        ("google.com.evil.example", "referral"),
        ("codes.example", "referral"),
        ("localhost", "referral"),
        ("mailorder.example", "referral"),
        (".", "referral"),
        ("y." * 500 + "com", "referral"),
    ],
)
def test_a_host_is_known_for_what_it_is(host: str, expected: str) -> None:
    assert source_of_host(host) == expected


@pytest.mark.parametrize(
    ("host", "query", "expected"),
    [
        ("", {}, "direct"),
        ("", {"voucher": "X"}, "direct"),
        ("www.google.com", {}, "search"),
        ("www.google.com", {"gclid": ""}, "ad"),
        ("www.google.com", {"utm_medium": "CPC"}, "ad"),
        ("", {"utm_medium": "paid-social"}, "ad"),
        ("", {"utm_medium": "Email"}, "mail"),
        ("", {"utm_source": "newsletter", "utm_campaign": "spring"}, "mail"),
        ("", {"utm_medium": "coupon"}, "coupon"),
        ("codes.example", {"utm_medium": "affiliate-coupon"}, "coupon"),
        ("l.facebook.com", {"fbclid": ""}, "social"),
        ("", {"fbclid": ""}, "social"),
        ("", {"utm_medium": "organic"}, "search"),
        ("codes.example", {"utm_medium": "unheard-of"}, "referral"),
        ("", {"utm_medium": "unheard-of"}, "campaign"),
    ],
)
def test_what_a_campaign_says_counts_before_the_host(host: str, query: dict[str, str], expected: str) -> None:
    assert came(host, **query) == expected
    assert expected in SOURCES


@pytest.mark.parametrize("host", ["semalt.com", "www.semalt.com", "x.y.SEMALT.com"])
def test_spam_is_told(host: str) -> None:
    assert is_spam(host)


@pytest.mark.parametrize("host", ["", "notsemalt.com", "semalt.com.example", "www.google.com"])
def test_no_other_host_is_spam(host: str) -> None:
    assert not is_spam(host)
