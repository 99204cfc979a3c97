"""The name of a store, as it is written and as it is shown."""

import pytest

from proxy.notation import Endpoint
from proxy.store_url import Login, RedisUrl, Shape, Tls, checked, masked, redis_url

HERE = Endpoint("127.0.0.1", 6379)


def wrong(text: str) -> str:
    with pytest.raises(ValueError, match=r".") as refused:
        checked(text)
    return str(refused.value)


@pytest.mark.parametrize("text", ["", "memory:", "sqlite:/var/visitors.db", "redis://127.0.0.1", "rediss://h:1/3"])
def test_what_may_be_written_stays_as_it_is(text: str) -> None:
    assert checked(text) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("redis://127.0.0.1", RedisUrl(Shape.ONE, (HERE,))),
        ("redis://127.0.0.1:6379/2", RedisUrl(Shape.ONE, (HERE,), database=2)),
        ("redis://[::1]:7", RedisUrl(Shape.ONE, (Endpoint("::1", 7),))),
        ("redis://:p%40ss@127.0.0.1", RedisUrl(Shape.ONE, (HERE,), Login("", "p@ss"))),
        ("redis://us:pass@127.0.0.1/", RedisUrl(Shape.ONE, (HERE,), Login("us", "pass"))),
        ("rediss://127.0.0.1", RedisUrl(Shape.ONE, (HERE,), tls=Tls())),
        (
            "rediss://127.0.0.1?ssl_ca_certs=/ca.pem&ssl_certfile=/c&ssl_keyfile=/k&ssl_check_hostname=false",
            RedisUrl(Shape.ONE, (HERE,), tls=Tls("/ca.pem", "/c", "/k", check_name=False)),
        ),
        (
            "redis+sentinel://a,b:7/shop/1?sentinel_password=x",
            RedisUrl(
                Shape.SENTINEL,
                (Endpoint("a", 26379), Endpoint("b", 7)),
                database=1,
                primary="shop",
                sentinels=Login("", "x"),
            ),
        ),
        ("redis+cluster://127.0.0.1,b:7", RedisUrl(Shape.CLUSTER, (HERE, Endpoint("b", 7)))),
        ("rediss+cluster://127.0.0.1", RedisUrl(Shape.CLUSTER, (HERE,), tls=Tls())),
    ],
)
def test_redis_is_read_as_it_is_written(text: str, meant: RedisUrl) -> None:
    assert redis_url(text) == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("redis", "did you mean redis://HOST:6379/0?"),
        ("redi://h", "did you mean redis://HOST:6379/0?"),
        ("redis-sentinel://h/p", "did you mean redis+sentinel://HOST:26379,HOST:26379/PRIMARY?"),
        ("redis+clusters://h", "did you mean redis+cluster://HOST:6379,HOST:6379?"),
        ("memori:", "did you mean memory:?"),
        ("postgres://h", "must be memory:"),
        ("sqlite:", "did you mean sqlite:PATH?"),
        ("redis:localhost:6379", "needs two slashes: redis://localhost:6379"),
        ("redis:/localhost", "needs two slashes: redis://localhost"),
        ("redis://", '"" is no host and port such as 10.0.0.7:6379'),
        ("redis://h:99999", '"h:99999" is no host and port'),
        ("redis://u:a/b@h", "is no host and port"),
        ("redis://secret@h", "a password stands behind a colon: redis://:PASSWORD@HOST"),
        ("redis://:a#b@h", "is written %23"),
        ("redis://h/shop", '"shop" is no database'),
        ("redis://a,b", "redis:// is one server"),
        ("redis+sentinel://a,b", "names no primary"),
        ("redis+cluster://a/1", "a cluster has no databases; leave /1 out"),
        ("redis://h?ssl_ca_certs=/x", "options of TLS go with rediss://"),
        ("rediss://h?ssl_ca_cert=/x", "did you mean ssl_ca_certs?"),
        ("rediss://h?ssl_check_hostname=maybe", "true or false"),
        ("redis://h?timeout=1", "timeout is no option of redis://"),
    ],
)
def test_what_is_wrong_is_told_with_the_nearest_right_form(text: str, told: str) -> None:
    assert told in wrong(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redis://us:secret@h:1/0", "redis://***@h:1/0"),
        ("redis+sentinel://:secret@h/p?sentinel_password=secret", "redis+sentinel://***@h/p?sentinel_password=***"),
        ("redis://:sec ret@", "redis://***@"),
        ("sqlite:/var/a@b.db", "sqlite:/var/a@b.db"),
    ],
)
def test_secrets_are_never_shown(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_what_was_read_is_shown_without_secrets_too() -> None:
    assert str(redis_url("rediss+sentinel://u:secret@a,b:7/shop/1")) == "rediss+sentinel://a:26379,b:7/shop"
    assert str(redis_url("redis://:secret@a/1")) == "redis://a:6379"
