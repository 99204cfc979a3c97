"""Reads the name of a store as an operator writes it: memory, SQLite, Redis alone, with sentinels or as a cluster."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from proxy.notation import Endpoint

FORMS = (
    "memory:",
    "sqlite:PATH",
    "redis://HOST:6379/0",
    "redis+sentinel://HOST:26379,HOST:26379/PRIMARY",
    "redis+cluster://HOST:6379,HOST:6379",
)
"""Everything that may be written; `rediss` in place of `redis` is the same over TLS."""

_SECRET = re.compile(r"(?<=://)[^@/?#]*(?=@)|(?<=password=)[^&#]*")
_NODE = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?")


class Shape(StrEnum):
    """How Redis stands there."""

    ONE = "redis"
    SENTINEL = "redis+sentinel"
    CLUSTER = "redis+cluster"


_PORTS = {Shape.ONE: 6379, Shape.SENTINEL: 26379, Shape.CLUSTER: 6379}
_SECURE = {f"rediss{shape.value.removeprefix('redis')}": shape for shape in Shape}
_PLAIN = {shape.value: shape for shape in Shape}
_TLS_OPTIONS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname")
_SENTINEL_OPTIONS = ("sentinel_username", "sentinel_password")


@dataclass(frozen=True, slots=True)
class Login:
    """A name and a password; both "" where none are asked for."""

    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Tls:
    """How a server proves itself and we ourselves: files in PEM, "" for the system's authorities and for none."""

    authority: str = ""
    certificate: str = ""
    key: str = ""
    check_name: bool = True


@dataclass(frozen=True, slots=True)
class RedisUrl:
    """Where Redis is: `nodes` are its servers, or its sentinels, which know it as `primary`."""

    shape: Shape
    nodes: tuple[Endpoint, ...]
    login: Login = Login()
    database: int = 0
    primary: str = ""
    sentinels: Login = Login()
    tls: Tls | None = None

    def __str__(self) -> str:
        """Return it as it may be shown: without passwords."""
        scheme = self.shape.value.replace("redis", "rediss", 1) if self.tls else self.shape.value
        primary = f"/{self.primary}" if self.primary else ""
        return f"{scheme}://{','.join(map(str, self.nodes))}{primary}"


def masked(text: str) -> str:
    """Return what was written as a store without its secrets, however wrong it is."""
    return _SECRET.sub("***", text)


def is_redis(text: str) -> bool:
    scheme, colon, _ = text.partition(":")
    return bool(colon) and scheme in {*_PLAIN, *_SECURE}


def checked(value: object) -> str:
    """Return the name of a store that can be opened, or ""; raise ValueError with the nearest right form."""
    text = str(value)
    if re.fullmatch(r"|memory:|sqlite:.+", text):
        return text
    if is_redis(text):
        redis_url(text)
        return text
    scheme = text.partition(":")[0]
    close = difflib.get_close_matches(scheme, [*_PLAIN, *_SECURE, "memory", "sqlite"], n=1, cutoff=0.5)
    meant = next((form for form in FORMS if close and form.startswith(close[0].replace("rediss", "redis") + ":")), "")
    raise ValueError(f"must be {', '.join(FORMS[:-1])} or {FORMS[-1]}" + (f"; did you mean {meant}?" if meant else ""))


def redis_url(text: str) -> RedisUrl:
    """Return where Redis is; raise ValueError with what is wrong and the nearest right form."""
    scheme, _, rest = text.partition(":")
    shape = _PLAIN.get(scheme) or _SECURE[scheme]
    if not rest.startswith("//"):
        right = masked(f"{scheme}://{rest.lstrip('/')}")
        raise ValueError(f"needs two slashes: {right}")
    parts = urlsplit(text)
    login, _, hosts = parts.netloc.rpartition("@")
    options = _options(parts, (*(_TLS_OPTIONS if scheme in _SECURE else ()), *_sentinel_options(shape)))
    return RedisUrl(
        shape,
        _nodes(hosts, shape),
        _login(login),
        _database(parts.path, shape),
        _primary(parts.path, shape),
        Login(options.get("sentinel_username", ""), options.get("sentinel_password", "")),
        _tls(options) if scheme in _SECURE else None,
    )


def _sentinel_options(shape: Shape) -> tuple[str, ...]:
    return _SENTINEL_OPTIONS if shape is Shape.SENTINEL else ()


def _options(parts: SplitResult, allowed: tuple[str, ...]) -> Mapping[str, str]:
    if parts.fragment:
        raise ValueError("a # in a password is written %23")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in options:
        if name not in allowed:
            close = difflib.get_close_matches(name, allowed, n=1, cutoff=0.5)
            near = f"; did you mean {close[0]}?" if close else _why_not(name, parts.scheme)
            raise ValueError(f"{name} is no option of {parts.scheme}://{near}")
    return options


def _why_not(name: str, scheme: str) -> str:
    return f"; options of TLS go with rediss{scheme.removeprefix('redis')}://" if name in _TLS_OPTIONS else ""


def _nodes(hosts: str, shape: Shape) -> tuple[Endpoint, ...]:
    found = tuple(_node(host, _PORTS[shape]) for host in hosts.split(","))
    if shape is Shape.ONE and len(found) > 1:
        raise ValueError("redis:// is one server; several are redis+sentinel://... or redis+cluster://...")
    return found


def _node(text: str, port: int) -> Endpoint:
    match = _NODE.fullmatch(text.strip())
    if match is None or not 0 < int(match[2] or port) <= 65_535:
        raise ValueError(
            f'"{text}" is no host and port such as 10.0.0.7:{port}; an @, / or : in a password is %40, %2F, %3A'
        )
    return Endpoint(match[1].strip("[]"), int(match[2] or port))


def _login(text: str) -> Login:
    user, colon, password = text.partition(":")
    if text and not colon:
        raise ValueError("a password stands behind a colon: redis://:PASSWORD@HOST")
    return Login(unquote(user), unquote(password))


def _database(path: str, shape: Shape) -> int:
    text = path.strip("/")
    if shape is Shape.SENTINEL:
        text = text.partition("/")[2]
    if not text:
        return 0
    if shape is Shape.CLUSTER:
        raise ValueError(f"a cluster has no databases; leave /{text} out")
    if not re.fullmatch(r"\d{1,5}", text):
        raise ValueError(f'"{text}" is no database; it is a number, such as redis://HOST:6379/0')
    return int(text)


def _primary(path: str, shape: Shape) -> str:
    if shape is not Shape.SENTINEL:
        return ""
    name = unquote(path.strip("/").partition("/")[0])
    if not name:
        raise ValueError("names no primary; the sentinels know it by a name: redis+sentinel://HOST:26379/mymaster")
    return name


def _tls(options: Mapping[str, str]) -> Tls:
    check = options.get("ssl_check_hostname", "true").lower()
    if check not in {"true", "false"}:
        raise ValueError("ssl_check_hostname is true or false")
    authority, certificate, key = (options.get(name, "") for name in _TLS_OPTIONS[:3])
    return Tls(authority, certificate, key, check == "true")
