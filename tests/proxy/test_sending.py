"""What goes over the wire for a letter, and when it goes again."""

import base64
import hashlib
import hmac
import json

import pytest

from proxy.sending import LATE, MOST, Secret, body_of, headers, wait, wished
from proxy.stores.outbox.letter import Letter
from rules.webhook import Shape

NOON = 1_700_000_000.0
TOLD = {
    "about": "basket.abandoned",
    "rule": "relaunch",
    "visitor": "v1",
    "told": {"email": "a@b.example", "value": "9"},
}
LETTER = Letter("msg_1", "crm", "anna", json.dumps(TOLD), NOON)


def marks(*keys: bytes, body: bytes = b"{}", now: float = NOON) -> list[str]:
    return headers(LETTER, body, Secret(keys), now)["webhook-signature"].split()


def test_it_is_signed_as_standard_webhooks_says() -> None:
    signed = f"msg_1.{int(NOON)}.{{}}".encode()
    right = base64.b64encode(hmac.new(b"key", signed, hashlib.sha256).digest()).decode()
    assert marks(b"key") == [f"v1,{right}"]


def test_the_example_of_the_specification_comes_out() -> None:
    # the values that the reference libraries of Standard Webhooks test themselves with
    letter = Letter("msg_p5jXN8AQM9LWM0D4loKWxJek", "crm", "", "", 0.0)
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    sent = headers(letter, b'{"test": 2432232314}', Secret((key,)), 1_614_265_330.0)
    assert sent["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_changed_both_sign() -> None:
    assert marks(b"new", b"old") == [*marks(b"new"), *marks(b"old")]


def test_another_body_time_or_key_is_another_signature() -> None:
    every = [marks(b"key"), marks(b"kez"), marks(b"key", body=b"[]"), marks(b"key", now=NOON + 1)]
    assert len({mark for (mark,) in every}) == len(every)


def test_a_receiver_that_asks_for_a_login_gets_it() -> None:
    assert "Authorization" not in headers(LETTER, b"", Secret(), NOON)
    assert headers(LETTER, b"", Secret(authorization="Bearer x"), NOON)["Authorization"] == "Bearer x"


def test_the_generic_shape_tells_what_when_and_of_whom() -> None:
    assert json.loads(body_of(LETTER, Shape.GENERIC)) == {
        "type": "basket.abandoned",
        "timestamp": "2023-11-14T22:13:20+00:00",
        "data": {"rule": "relaunch", "visitor": "v1", "email": "a@b.example", "value": "9"},
    }


def test_mautic_gets_the_fields_of_a_contact_and_a_tag() -> None:
    assert json.loads(body_of(LETTER, Shape.MAUTIC)) == {
        "email": "a@b.example",
        "value": "9",
        "tags": ["basket.abandoned"],
    }


def test_tags_for_mautic_may_be_several() -> None:
    told = {**TOLD, "told": {"tags": "boots, -cold ,"}}
    letter = Letter("msg_1", "crm", "anna", json.dumps(told), NOON)
    assert json.loads(body_of(letter, Shape.MAUTIC)) == {"tags": ["basket.abandoned", "boots", "-cold"]}


def test_each_try_waits_longer_but_never_too_long() -> None:
    waits = [wait(tries, 0.5) for tries in range(1, 20)]
    assert waits[:3] == [5.0, 15.0, 45.0]
    assert waits == sorted(waits)
    assert max(waits) == MOST
    assert sum(waits[:16]) < LATE


def test_those_that_failed_together_come_back_apart() -> None:
    assert wait(3, 0.0) < wait(3, 1.0)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("999999999", 86_400.0),
        ("Tue, 14 Nov 2023 22:15:20 GMT", 120.0),
        ("Tue, 14 Nov 2023 22:00:00 GMT", 0.0),
    ],
)
def test_a_receivers_wish_is_heard(said: str, seconds: float) -> None:
    assert wished(said, NOON) == seconds


@pytest.mark.parametrize("said", ["", "soon", "-5", "1.5", "9" * 400, "Tue, 99 Nov 2023 22:15:20 GMT"])
def test_what_is_no_wish_is_not(said: str) -> None:
    assert wished(said, NOON) is None
