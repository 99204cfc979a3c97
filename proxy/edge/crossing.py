"""What each message crosses, whichever way it is carried: who asks, what the shop is asked, what the browser gets."""

from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import urlsplit

from proxy.admission import Refusal, admitted, admitted_plain
from proxy.forwarding import Hop, client_address, client_scheme, hop
from proxy.headers import passed, upstream
from proxy.hosts import Hosts
from proxy.message import Head, Headers, Page, first
from proxy.settings import Settings


@dataclass(slots=True)
class Crossing:
    """The settings of one process, as the heads of messages meet them."""

    settings: Settings
    _scheme: str = field(init=False)
    _shop: str = field(init=False)
    _shop_scheme: str = field(init=False)
    _names: frozenset[str] = field(init=False)
    _hosts: Hosts | None = field(init=False)

    def __post_init__(self) -> None:
        settings, shop = self.settings, urlsplit(self.settings.upstream)
        self._scheme = urlsplit(settings.public_url).scheme or "http"
        self._shop, self._shop_scheme = shop.netloc, shop.scheme
        self._names = settings.host_names
        self._hosts = Hosts(settings.origin_host, settings.public_url) if settings.origin_host else None

    def hop(self, peer: str) -> Hop:
        return hop(peer, self.settings.trusted_hops)

    def known(self, head: Head, at: Hop) -> Head:
        """Return the head with the client's address and scheme, as far as the hop is believed."""
        address = client_address(at.peer, head.headers, self.settings.trusted_hops) if at.trusted else at.address
        scheme = client_scheme(head.headers, at, self._scheme)
        return Head(head.method, head.target, head.headers, address, scheme, head.form, head.id)

    def entering(self, head: Head, version: tuple[int, int]) -> Head | Refusal:
        """Return the head in origin form, or why it does not come in."""
        if sum(map(len, chain.from_iterable(head.headers))) > self.settings.head_limit:
            return Refusal(431, "the request's head is too large")
        return admitted(head, version, self._names)

    def entering_plain(self, head: Head) -> Head | Refusal:
        """Return the same of a GET of HTTP/1.1 in origin form, without a body, and within the limits."""
        return admitted_plain(head, self._names)

    def inward(self, head: Head, at: Hop, *, followed: bool) -> Head:
        """Return the head as the shop gets it."""
        headers = upstream(head, at, self._names, followed=followed)
        if self._hosts is not None:
            headers = self._hosts.inward(headers, self._shop_scheme)
        if not first(headers, b"host"):
            headers = ((b"Host", self._shop.encode("ascii")), *headers)
        return head.with_headers(headers)

    def outward(self, page: Page, head: Head) -> Page:
        """Return the answer as the browser gets it; our own name for the shop leads nobody anywhere."""
        return page.with_headers(self._outward(passed(page.headers), head))

    def _outward(self, headers: Headers, head: Head) -> Headers:
        if self._hosts is not None:
            return self._hosts.outward(headers)
        host = first(head.headers, b"host")
        return headers if host in ("", self._shop) else Hosts(self._shop, f"{head.scheme}://{host}").located(headers)
