"""The cases of tests/corpus: raw requests, and what an origin does; tests/corpus/README.md tells every field."""

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from pydantic import TypeAdapter

from tests.support.tree import ROOT


@dataclass(frozen=True, slots=True)
class Case:
    """What both files have in common; `expect` is a class of the README."""

    id: str
    expect: str
    category: str = "ours"
    name: str = ""
    goal: str = ""
    response_forbid: Sequence[str] = ()

    def __str__(self) -> str:
        return f"{self.id} {self.name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCase(Case):
    """The bytes of one connection, and what the origin may get of them; `split_ms` are between pieces of `split`."""

    raw: bytes
    split: int = 0
    split_ms: int = 0
    half_close: bool = False
    upstream_target: bytes | None = None
    upstream_body: bytes | None = None
    upstream_forbid: Sequence[str] = ()
    upstream_require: Sequence[str] = ()
    upstream_forbid_goal: Sequence[str] = ()
    close_after: bool = False
    ssrf: bool = False
    forward_count: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an origin: `raw` is what it sends, all at once, each byte after `ms`, or `n` times."""

    op: str
    raw: bytes = b""
    ms: int = 0
    n: int = 1


@dataclass(frozen=True, slots=True)
class IfRewritten:
    """What holds of a page that we changed: one of these in Cache-Control, no strong ETag, none of these fields."""

    cache_control: Sequence[str] = ()
    no_strong_etag: bool = False
    no_header: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamCase(Case):
    """The steps of an origin's answer, the request that gets it, and what must come of it."""

    steps: Sequence[Step]
    method: str = "GET"
    headers: Mapping[str, str] | None = None
    body_bytes: int = 0
    early: bool = False
    repeat: int = 1
    gap_ms: int = 0
    status: Sequence[int] = ()
    incomplete: bool = False
    contains: str = ""
    verbatim: bool = False
    set_cookie_count: int | None = None
    body_len: int | None = None
    body_len_max: int | None = None
    response_head_forbid: Sequence[str] = ()
    response_head_require: Sequence[str] = ()
    response_head_forbid_goal: Sequence[str] = ()
    max_attempts: int | None = None
    memory_mib: float | None = None
    if_rewritten: IfRewritten | None = None


_UNTOLD = frozenset({"rfc", "why"})
_ENCODED = {
    "raw_b64": "raw",
    "b64": "raw",
    "upstream_target_b64": "upstream_target",
    "upstream_body_b64": "upstream_body",
}


def request_cases() -> list[RequestCase]:
    return TypeAdapter(list[RequestCase]).validate_python(_rows("requests.jsonl", RequestCase))


def upstream_cases() -> list[UpstreamCase]:
    return TypeAdapter(list[UpstreamCase]).validate_python(_rows("upstream.jsonl", UpstreamCase))


def _rows(name: str, kind: type[Case]) -> list[dict[str, object]]:
    """Return the rows of a file; KeyError at a field that we do not score."""
    lines = (ROOT / "tests/corpus" / name).read_text("utf-8").splitlines()
    rows = [json.loads(line, object_pairs_hook=_decoded) for line in lines]
    scored = {field.name for field in fields(kind)}
    if strange := {key for row in rows for key in row} - scored - _UNTOLD:
        raise KeyError(f"{name}: {', '.join(sorted(strange))}")
    return [{key: value for key, value in row.items() if key not in _UNTOLD} for row in rows]


def _decoded(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    return {_ENCODED.get(key, key): b64decode(str(value)) if key in _ENCODED else value for key, value in pairs}
