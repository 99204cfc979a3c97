import json
from pathlib import Path

import pytest

from rules.device import DEVICES, device_of

UA_CASES = Path(__file__).parents[3] / "shared" / "data" / "ua" / "ua_dev.jsonl"

KINDS = {"feature phone": "phone", "phablet": "phone", "smartphone": "phone"}
"""What Matomo tells apart and a rule does not."""


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "desktop"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
            "desktop",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36", "desktop"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36", "desktop"),
        ("Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Tablet PC 2.0)", "desktop"),
        ("curl/8.5.0", "desktop"),
        ("", "desktop"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0", "phone"),
        ("Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; en) Presto/2.8.119 Version/11.10", "phone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", "tablet"),
        ("Mozilla/5.0 (Linux; Android 13; SM-X710) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (Android 14; Tablet; rv:128.0) Gecko/128.0 Firefox/128.0", "tablet"),
        ("Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 SamsungBrowser/4.0 TV Safari/537.36", "tv"),
        ("Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/94.0.4606.128 Safari/537.36", "tv"),
        ("Mozilla/5.0 (Linux; Android 9; AFTKA) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36", "tv"),
        ("Roku/DVP-12.0 (12.0.0.4182-88)", "tv"),
    ],
)
def test_a_device_is_told_by_its_marks(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


def test_case_does_not_matter() -> None:
    assert device_of("MOZILLA/5.0 (IPAD; CPU OS 17_0)") == "tablet"


def test_what_stands_far_behind_is_not_looked_at() -> None:
    assert device_of("x" * 100_000 + " iPad") == "desktop"


def test_nine_of_ten_real_browsers_are_told_right() -> None:
    if not UA_CASES.exists():
        pytest.skip("shared/data/ua is not beside this clone")
    rows = [json.loads(line) for line in UA_CASES.read_text("utf-8").splitlines()]
    people = [row for row in rows if not row["bot"]]
    right = sum(device_of(row["ua"]) == KINDS.get(row["device"], row["device"]) for row in people)
    assert right / len(people) > 0.9
    assert {device_of(row["ua"]) for row in rows} == set(DEVICES)
