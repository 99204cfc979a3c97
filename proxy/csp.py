"""Reads a page's Content-Security-Policy, to put in nothing that it forbids; nothing here widens one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from proxy.message import Headers, every


class Use(Enum):
    """What may be governed, each with the directives that speak of it, the most telling first (CSP3, 6.8)."""

    SCRIPT = ("script-src-elem", "script-src", "default-src")
    STYLE = ("style-src-elem", "style-src", "default-src")
    STYLE_ATTRIBUTE = ("style-src-attr", "style-src", "default-src")
    CONNECT = ("connect-src", "default-src")


_LET_OUT: Mapping[Use, str] = {Use.SCRIPT: "allow-scripts", Use.CONNECT: "allow-same-origin"}
"""What a sandbox has to say for each use (HTML 7.1.5); uses that are not here need nothing."""


@dataclass(frozen=True, slots=True)
class Policies:
    """All policies of one page as they hold together: what one forbids is forbidden; `site` is the page's origin."""

    site: str
    each: tuple[Mapping[str, tuple[str, ...]], ...] = ()

    def allows_inline(self, use: Use, nonce: str = "") -> bool:
        """Tell whether text in the page may act: a script or style element with that nonce, or a style attribute."""
        given = "" if use is Use.STYLE_ATTRIBUTE else nonce
        return all(self._runs(policy, use) and _is_inline(_sources(policy, use), given) for policy in self.each)

    def allows_own(self, use: Use, path: str, nonce: str = "") -> bool:
        """Tell whether a file of the page's own site may be loaded by an element with that nonce."""
        return all(self._runs(policy, use) and self._is_own(policy, use, path, nonce) for policy in self.each)

    def allows_markup(self) -> bool:
        """Tell whether a script may put markup into the page (Trusted Types, require-trusted-types-for)."""
        return not any("'script'" in _keywords(policy.get("require-trusted-types-for", ())) for policy in self.each)

    def nonce(self, use: Use) -> str:
        """Return the nonce by which every policy lets an element act, "" where none is needed or none would do."""
        named = {nonce for policy in self.each for nonce in _nonces(_sources(policy, use) or ())}
        return next((nonce for nonce in sorted(named) if self.allows_inline(use, nonce)), "")

    def _runs(self, policy: Mapping[str, tuple[str, ...]], use: Use) -> bool:
        """Tell whether a sandbox lets it: without a token of its own no script runs, and the page is of no site."""
        needed = _LET_OUT.get(use)
        return needed is None or "sandbox" not in policy or needed in policy["sandbox"]

    def _is_own(self, policy: Mapping[str, tuple[str, ...]], use: Use, path: str, nonce: str) -> bool:
        sources = _sources(policy, use)
        if sources is None or (nonce and nonce in _nonces(sources)):
            return True
        if use is Use.SCRIPT and "'strict-dynamic'" in _keywords(sources):
            return False
        return any(_meets(source, self.site, path) for source in sources)


def policies(headers: Headers, site: str, meta: Sequence[str] = ()) -> Policies:
    """Return the policies in force: of every header line, of each part between commas, and of <meta> elements."""
    texts = (part for line in (*every(headers, b"content-security-policy"), *meta) for part in line.split(","))
    return Policies(site, tuple(policy for text in texts if (policy := _policy(text))))


def _policy(text: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for part in text.split(";"):
        name, *values = part.split() or [""]
        # of a directive that comes twice the first counts (CSP3, 2.2.1)
        found.setdefault(name.lower(), tuple(values))
    found.pop("", None)
    return found


def _sources(policy: Mapping[str, tuple[str, ...]], use: Use) -> tuple[str, ...] | None:
    """Return the sources that govern this use, None when nothing does."""
    return next((policy[name] for name in use.value if name in policy), None)


def _keywords(sources: Iterable[str]) -> frozenset[str]:
    return frozenset(source.lower() for source in sources)


def _nonces(sources: Iterable[str]) -> frozenset[str]:
    return frozenset(
        source[7:-1] for source in sources if source.lower().startswith("'nonce-") and source.endswith("'")
    )


def _is_inline(sources: tuple[str, ...] | None, nonce: str) -> bool:
    if sources is None or (nonce and nonce in _nonces(sources)):
        return True
    keywords = _keywords(sources)
    # beside a nonce or a hash, 'unsafe-inline' is for old browsers only (CSP3, 6.7.3.2)
    stricter = ("'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-dynamic'")
    return "'unsafe-inline'" in keywords and not any(word.startswith(stricter) for word in keywords)


def _meets(source: str, site: str, path: str) -> bool:
    """Tell whether a source covers a path of the site (CSP3, 6.7.2.8)."""
    own, said = urlsplit(site), source.lower()
    if said in ("'self'", "*", own.scheme + ":") or (said == "http:" and own.scheme == "https"):
        return True
    if said.startswith("'"):
        return False
    scheme, separator, rest = said.rpartition("://")
    if separator and scheme != own.scheme and (scheme, own.scheme) != ("http", "https"):
        return False
    host, slash, _ = rest.partition("/")
    folder = source[source.lower().rindex(host) + len(host) :] if slash else ""
    return _is_host(host, own.hostname or "", str(own.port or "")) and _is_under(path, folder)


def _is_host(pattern: str, host: str, port: str) -> bool:
    name, _, wanted = pattern.partition(":")
    if wanted not in ("*", port) and not (port == "" and wanted in ("80", "443")):
        return False
    if name.startswith("*."):
        return host.endswith(name[1:]) and host != name[1:]
    return name in ("*", host)


def _is_under(path: str, folder: str) -> bool:
    """A path that ends in a slash covers all below it, any other itself alone (CSP3, 6.7.2.12)."""
    return not folder or folder == "/" or (path.startswith(folder) if folder.endswith("/") else path == folder)
