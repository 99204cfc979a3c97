"""The ways in which consent platforms write their cookies."""

import json
from base64 import b64encode
from urllib.parse import quote

import pytest

from proxy.spoken import LONGEST, spoken

ONETRUST = (
    "isGpcEnabled=0&datestamp=Wed+Feb+01+2023+12%3A35%3A32+GMT%2B0100&version=202209.1.0&hosts=&consentId=7f-3c"
    "&groups=C0001%3A1%2CC0002%3A0%2CC0003%3A1&AwaitingReconsent=false"
)
COOKIEBOT = (
    "{stamp:%27nVx5+w==%27%2Cnecessary:true%2Cpreferences:false%2Cstatistics:true%2Cmarketing:false%2Cver:1"
    "%2Cutc:1712345678901%2Cregion:%27de%27}"
)
DIDOMI = {"user_id": "1784", "purposes": {"enabled": ["cookies", "measure"]}, "version": 2}
COOKIEYES = "consentid:abc,consent:yes,action:yes,necessary:yes,functional:no,analytics:yes"
TARTEAUCITRON = "!gtag=true!facebook=false"
MODE = {"ad_storage": "denied", "analytics_storage": "granted", "nested": {"on": True, "n": 1}}


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        (ONETRUST, "groups.C0003", "1"),
        (ONETRUST, "groups.C0002", "0"),
        (ONETRUST, "version", "202209.1.0"),
        (COOKIEBOT, "statistics", "true"),
        (COOKIEBOT, "marketing", "false"),
        (COOKIEBOT, "region", "de"),
        (b64encode(json.dumps(DIDOMI).encode()).decode(), "purposes.enabled", ["cookies", "measure"]),
        (b64encode(json.dumps(DIDOMI).encode()).decode().rstrip("="), "version", 2),
        (COOKIEYES, "analytics", "yes"),
        (TARTEAUCITRON, "gtag", "true"),
        (TARTEAUCITRON, "facebook", "false"),
        (json.dumps(MODE), "analytics_storage", "granted"),
        (quote(json.dumps(MODE)), "ad_storage", "denied"),
        (quote(json.dumps(MODE)), "nested.on", True),
        ("ad_storage=granted&analytics_storage=denied", "ad_storage", "granted"),
        ("allow", "", None),
    ],
)
def test_what_stands_there_is_found(value: str, path: str, found: object) -> None:
    assert spoken(value, path) == found


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (ONETRUST, "groups.C0009"),
        (ONETRUST, "C0003"),
        (COOKIEBOT, "statistics.more"),
        (json.dumps(MODE), "analytics_storage.more"),
        ("", "a"),
        ("%", "a"),
        ("[1, 2]", "a"),
        ("[" * 5000, "a"),
        ("{" * 5000, "a"),
        ("\udcff", "a"),
        ("a:1," + "b" * LONGEST, "a"),
    ],
)
def test_where_nothing_stands_nothing_is_found(value: str, path: str) -> None:
    assert spoken(value, path) is None
