import pytest

from proxy.kind import kind_of
from proxy.message import Head

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) {} Safari/605.1.15"
PERSON = {"accept_language": "en-GB", "sec_fetch_mode": "navigate"}


def kind(user_agent: str, scheme: str = "https", /, **fields: str) -> str:
    given = ({"user-agent": user_agent} if user_agent else {}) | fields
    lines = tuple((name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in given.items())
    return kind_of(Head("GET", "/", lines, scheme=scheme))


@pytest.mark.parametrize("user_agent", [CHROME, SAFARI.format("Version/18.0"), "Nokia6100/1.0 Profile/MIDP-1.0"])
def test_a_browser_that_says_what_browsers_say_is_a_person(user_agent: str) -> None:
    assert kind(user_agent, **PERSON) == "human"


def test_a_bot_is_one_whatever_else_it_sends() -> None:
    assert kind("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", **PERSON) == "bot"


@pytest.mark.parametrize("user_agent", ["", CHROME.replace("Chrome", "HeadlessChrome")])
def test_who_says_nothing_or_that_nobody_looks_is_suspect(user_agent: str) -> None:
    assert kind(user_agent, **PERSON) == "suspect"


def test_a_browser_of_today_names_languages() -> None:
    assert kind(CHROME, "http") == "suspect"
    assert kind(CHROME, "http", accept_language="fr") == "human"


@pytest.mark.parametrize(
    "user_agent", [CHROME, SAFARI.format("Version/17.4"), CHROME.replace("Chrome/130", "Firefox/90")]
)
def test_a_browser_of_today_tells_over_https_what_a_request_is_for(user_agent: str) -> None:
    assert kind(user_agent, accept_language="fr") == "suspect"
    assert kind(user_agent, "http", accept_language="fr") == "human"


@pytest.mark.parametrize("user_agent", [CHROME.replace("130", "75"), SAFARI.format("Version/15.6")])
def test_an_older_browser_does_not(user_agent: str) -> None:
    assert kind(user_agent, accept_language="fr") == "human"


def test_bytes_that_are_no_text_are_judged_too() -> None:
    assert kind("\xff\xfe" * 400, **PERSON) == "bot"
