"""Reads the values of settings as people write them: endpoints, addresses, networks."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import SplitResult, urlsplit

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a socket listens; an IPv6 host is written in brackets."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def endpoint(value: object) -> Endpoint:
    """Raise ValueError with what is allowed, as all readers here do; a port alone listens on loopback."""
    if isinstance(value, Endpoint):
        return value
    match = re.fullmatch(r"(?:(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):)?(\d{1,5})", str(value))
    if match is None or int(match[2]) > 65_535:
        raise ValueError("must be a port, or a host and a port such as 127.0.0.1:8080 or [::]:8080")
    return Endpoint((match[1] or "127.0.0.1").strip("[]"), int(match[2]))


def address(value: object) -> str:
    """Return a URL of scheme and host alone, without a slash at its end."""
    text = str(value).rstrip("/")
    try:
        bare = _bare(urlsplit(text))
    except ValueError:
        bare = False
    if not bare:
        raise ValueError("must be http:// or https:// and a host, perhaps a port, and no path")
    return text


def _bare(parts: SplitResult) -> bool:
    web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    return web and not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)


def optional_address(value: object) -> str:
    return address(value) if value else ""


def forecaster(value: object) -> str:
    """Return the one service that has a name of its own, an address, or nothing."""
    return str(value) if value == "open-meteo" else optional_address(value)


def names(value: object) -> tuple[str, ...]:
    """Return what stands between commas; a list of a settings file stays as it is."""
    parts = value if isinstance(value, list | tuple) else str(value).split(",")
    return tuple(str(part).strip() for part in parts if str(part).strip())


def networks(value: object) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(name) for name in names(value))
    except ValueError as error:
        raise ValueError(f"must be networks by commas, such as 10.0.0.0/8, 192.0.2.1, 2001:db8::/32: {error}") from None


def own_path(value: object) -> str:
    if not re.fullmatch(r"/[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*/", str(value)):
        raise ValueError("must be a path that begins and ends with a slash, such as /.devanture/")
    return str(value)
