"""Reads what codings a client takes: what to ask the origin for, and what to answer in."""

_ASKED = ("gzip", "x-gzip", "identity")


def narrowed(accept: str) -> str:
    """Return the Accept-Encoding for a page that we may have to undo: the client's, narrowed to gzip and identity.

    Never wider than the client's own, as a page left alone goes to it as it came. gzip alone because undoing it costs
    half of what brotli costs (rewriting.md, 5).
    """
    parts = (part.strip() for part in accept.lower().split(","))
    kept = [part for part in parts if part.partition(";")[0].strip() in _ASKED]
    if not any(part.startswith(("gzip", "x-gzip")) for part in kept) and _weights(accept).get("*", 0.0) > 0:
        kept.insert(0, "gzip")
    return ", ".join(kept) or "identity"


def best(accept: str) -> str:
    """Return the coding to answer an Accept-Encoding in, "" for none (RFC 9110, 12.5.3).

    Of equally welcome ones zstd, then gzip, then brotli, at the levels that cost a seventh of zlib 6 at most
    (rewriting.md, 5). "*" stands for gzip only: a client that knows zstd or brotli says so.
    """
    weights = _weights(accept)
    wanted = {
        "zstd": weights.get("zstd", 0.0),
        "gzip": weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))),
        "br": weights.get("br", 0.0),
    }
    name = max(wanted, key=wanted.__getitem__)
    return name if wanted[name] > 0 and wanted[name] >= weights.get("identity", 0.0) else ""


def takes_gzip(accept: str) -> bool:
    """Tell whether what is deflated already may be sent as it is."""
    weights = _weights(accept)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weights(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, _, parameter = part.partition(";")
        found.setdefault(name.strip(), _weight(parameter.strip()))
    return found


def _weight(parameter: str) -> float:
    """Return the q of "q=0.5", 1 without one; what cannot be read counts as 0: nobody gets what he may have refused."""
    if not parameter:
        return 1.0
    name, _, text = parameter.partition("=")
    whole, _, part = text.strip().partition(".")
    digits = (whole + part).isascii() and (whole + part).isdigit()
    if name.strip() != "q" or whole not in ("0", "1") or not digits:
        return 0.0
    return min(float(f"{whole}.{part or 0}"), 1.0)
