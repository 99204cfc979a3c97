"""Asks a peer for each page once and holds it against what it must be, before anything is measured."""

import gzip
import http.client
from dataclasses import dataclass

from benchmarks.peers import pages
from benchmarks.peers.load import HEAD
from benchmarks.peers.pages import Kind
from benchmarks.peers.running import HOST

PAUSED = Kind("paused", "/paused")


class WrongError(Exception):
    """A peer does not do the work; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as it came, decoded, and the cookies that were set."""

    body: bytes
    coding: str
    cookies: tuple[str, ...]


def asked(port: int, kind: Kind, number: int, cookie: str = "") -> Answer:
    """Ask as the load does."""
    path = f"{kind.path}{number}" if kind.path.endswith("/") else kind.path
    pairs = "; ".join(pair for pair in (cookie, f"session={number}" if kind.counted else "") if pair)
    headers = dict(line.split(": ", 1) for line in HEAD) | ({"Cookie": pairs} if pairs else {})
    headers |= {"Accept-Encoding": "gzip" if kind.gzip else ""} if kind.gzip else {}
    link = http.client.HTTPConnection(HOST, port, timeout=10)
    link.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        link.putheader(name, value)
    link.endheaders()
    found = link.getresponse()
    body, coding = found.read(), found.getheader("Content-Encoding", "")
    set_cookies = found.headers.get_all("Set-Cookie", [])
    link.close()
    if found.status != http.HTTPStatus.OK:
        raise WrongError(f"{path} is answered with {found.status}")
    return Answer(gzip.decompress(body) if coding == "gzip" else body, coding, tuple(set_cookies))


@dataclass(frozen=True, slots=True)
class Case:
    """What is checked: a peer's port and work, the shop's port, and a known visitor's cookie for W2."""

    port: int
    work: str
    origin: int
    cookie: str = ""


def check(case: Case, kind: Kind) -> None:
    """Raise WrongError unless a peer's page is the shop's page after the work, for three numbers in turn."""
    for number in (7, 11, 13):
        origin = asked(case.origin, kind, number)
        answer = asked(case.port, kind, number, case.cookie)
        if not kind.edited or case.work == "W0":
            if answer.body != origin.body:
                raise WrongError(f"{kind.name}: it is not what the shop sent")
            continue
        words = pages.OWN if case.work == "W2" else pages.EVERYBODY
        if not pages.same(answer.body.decode(), pages.edited(origin.body.decode(), words)):
            raise WrongError(f"{kind.name}: the edits are not all there, or more has changed")
        if kind.gzip and answer.coding != "gzip":
            raise WrongError(f"{kind.name}: it is not gzipped")
        if not case.cookie and not answer.cookies:
            raise WrongError(f"{kind.name}: no cookie is set")
