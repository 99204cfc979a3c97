"""Maps the shop's own host to the public one in header fields, where the browser's Host cannot be passed on."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from proxy.message import Headers, by_name

_ADDRESSES = frozenset({b"location", b"content-location", b"refresh", b"link", b"access-control-allow-origin"})
_POLICIES = frozenset({b"content-security-policy", b"content-security-policy-report-only"})
_DOMAIN = re.compile(rb";[ \t]*domain[ \t]*=[ \t]*\.?([^;\s]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hosts:
    """`own` is the host, perhaps with a port, that the shop calls itself; `public` the origin that browsers know."""

    own: str
    public: str

    @property
    def _own_address(self) -> re.Pattern[bytes]:
        host, _, port = self.own.lower().partition(":")
        name = re.escape(host.encode()) + (b":" + port.encode() if port else rb"(?::(?:80|443))?")
        return re.compile(rb"(?<![\w.:/-])(https?:)?//" + name + rb"(?![\w.:@-])", re.IGNORECASE)

    @property
    def _own_source(self) -> re.Pattern[bytes]:
        return re.compile(rb"(?<![^\s;,])" + re.escape(self.own.encode()) + rb"(?=[\s;,/]|\Z)", re.IGNORECASE)

    def address(self, text: bytes) -> bytes:
        """Return a text with every address of the shop's own host made a public one, relative schemes kept relative."""
        public, name = self.public.encode(), urlsplit(self.public).netloc.encode()
        return self._own_address.sub(lambda found: public if found[1] else b"//" + name, text)

    def located(self, headers: Headers) -> Headers:
        """Return an answer's fields with public addresses in those that are addresses alone."""
        if _ADDRESSES.isdisjoint(by_name(headers)):
            return headers
        if self.own.encode().lower() not in b"\n".join([value for _, value in headers]).lower():
            return headers
        return tuple((name, self.address(value) if name.lower() in _ADDRESSES else value) for name, value in headers)

    def outward(self, headers: Headers) -> Headers:
        """Return an answer's fields as the browser must see them."""
        return tuple((name, self._outward(name.lower(), value)) for name, value in headers)

    def inward(self, headers: Headers, scheme: str) -> Headers:
        """Return a request's fields as the shop expects them: its own Host, with Origin and Referer that agree."""
        public, own = self.public.encode().lower(), f"{scheme}://{self.own}".encode()
        agreeing = {b"origin", b"referer"}
        mapped = tuple(
            (name, own + value[len(public) :] if name.lower() in agreeing and _begins(value, public) else value)
            for name, value in headers
        )
        return tuple((name, self.own.encode() if name.lower() == b"host" else value) for name, value in mapped)

    def _outward(self, name: bytes, value: bytes) -> bytes:
        if name in _ADDRESSES:
            return self.address(value)
        if name in _POLICIES:
            return self._own_source.sub(urlsplit(self.public).netloc.encode(), self.address(value))
        return _DOMAIN.sub(self._domain, value) if name == b"set-cookie" else value

    def _domain(self, found: re.Match[bytes]) -> bytes:
        """Map a Domain that covers the shop's own host; where the public one can bear none, the cookie is its alone."""
        own, domain = self.own.lower().partition(":")[0], found[1].decode("latin-1").lower()
        if own != domain and not own.endswith("." + domain):
            return found[0]
        host = urlsplit(self.public).hostname or ""
        return b"; Domain=" + host.encode() if "." in host and not _is_number(host) else b""


def _begins(value: bytes, public: bytes) -> bool:
    rest = value[len(public) :]
    return value.lower().startswith(public) and rest[:1] in (b"", b"/", b"?", b"#")


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
