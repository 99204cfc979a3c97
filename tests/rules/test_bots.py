import pytest

from benchmarks.bots import BLAMED, CASES, RECALL, figures
from rules.bots import is_bot

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "curl/8.5.0",
        "python-requests/2.32.0",
        "Go-http-client/2.0",
        "GOOGLEBOT",
        f"{CHROME} (https://survey.example/about)",
        f"{CHROME} contact=crawler@survey.example",
        "Mozilla/5.0 (compatible; Unheard-Of/1.0)",
        "Unheard-Of/0.1",
        "Hello, world",
    ],
)
def test_a_program_that_names_itself_is_a_bot(user_agent: str) -> None:
    assert is_bot(user_agent)


@pytest.mark.parametrize(
    "user_agent",
    [
        CHROME,
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.0; Embedded Web Browser from: http://bsalsa.com/; SLCC1)",
        "Mozilla/5.0 (compatible; Konqueror/4.5; FreeBSD) KHTML/4.5.4 (like Gecko)",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; en) Presto/2.8.119 Version/11.10",
        "Nokia6100/1.0 (04.01) Profile/MIDP-1.0 Configuration/CLDC-1.0",
        "Mozilla/5.0 (Linux; Android 9; CUBOT X20) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (PlayStation 4 11.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.4 Safari/605.1.15",
        CHROME.replace("Chrome", "HeadlessChrome"),
        "",
        "   ",
    ],
)
def test_a_browser_is_no_bot(user_agent: str) -> None:
    assert not is_bot(user_agent)


def test_what_stands_far_behind_is_not_looked_at() -> None:
    assert not is_bot(CHROME + " " * 512 + "Googlebot")


def test_four_of_five_real_bots_are_told_and_hardly_a_person_is_blamed() -> None:
    if not CASES.exists():
        pytest.skip("shared/data/ua is not beside this clone")
    found = figures()
    assert found.recall >= RECALL
    assert found.blamed <= BLAMED
