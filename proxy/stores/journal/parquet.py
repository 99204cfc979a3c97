"""Makes Parquet of the journal's days, for whoever asks of many at once; it can always be made again."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from ibis.backends import BaseBackend
from pyarrow import parquet

from proxy.journal import Note
from proxy.stores.journal.days import Days, JournalError
from scoring.event import Event
from scoring.queries import Tables

Row = Mapping[str, object]

_STAMP = b"devanture"
"""The key under which a file says what its day was when it was made."""

_TEXT, _WHOLE, _REAL = pa.string(), pa.int64(), pa.float64()

SCHEMAS = {
    "pages": {
        "who": _TEXT,
        "note": _TEXT,
        "at": _REAL,
        "path": _TEXT,
        "page": _TEXT,
        "country": _TEXT,
        "device": _TEXT,
        "kind": _TEXT,
        "rulebook": _TEXT,
    },
    "verdicts": {"who": _TEXT, "note": _TEXT, "at": _REAL, "rule": _TEXT, "reason": _TEXT},
    "events": {
        "who": _TEXT,
        "note": _TEXT,
        "place": _WHOLE,
        "at": _REAL,
        "kind": _TEXT,
        "subject": _TEXT,
        "page": _TEXT,
        "category": _TEXT,
        "product": _TEXT,
        "variant": _TEXT,
        "value": _REAL,
        "detail": _TEXT,
    },
}
"""The three tables, each with its columns."""


def compacted(days: Days) -> Path:
    """Make what is missing or older than its day, and return the folder with one folder for each table."""
    folder = days.folder / "parquet"
    try:
        for day in days.names():
            stamp = days.stamp(day)
            if any(_stamp(folder / table / f"{day}.parquet") != stamp for table in SCHEMAS):
                _make(days, day, stamp)
    except OSError as error:
        raise JournalError(f"{folder} cannot be made: {error}") from error
    return folder


def opened(backend: BaseBackend, folder: Path) -> Tables:
    """Return the tables of a folder, as this backend reads them; raise JournalError when no day was ever written."""
    if not any(folder.glob("events/*.parquet")):
        raise JournalError(f"{folder.parent} holds nothing yet: let somebody look at a page who agreed to be known")
    read = {name: backend.read_parquet(f"{folder}/{name}/*.parquet", table_name=name) for name in SCHEMAS}
    return Tables(**read)


def _make(days: Days, day: str, stamp: str) -> None:
    notes = list(days.notes(day))
    for table, rows in _ROWS.items():
        path = days.folder / "parquet" / table / f"{day}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        schema = pa.schema(SCHEMAS[table].items(), metadata={_STAMP: stamp.encode()})
        found = [row for note in notes for row in rows(note)]
        parquet.write_table(pa.Table.from_pylist(found, schema=schema), beside, compression="zstd")
        with days.unchanged(day, stamp) as same:
            # somebody was erased, or wrote more: what was read may hold what is gone, and is made another time
            if same:
                beside.replace(path)
            else:
                beside.unlink()


def _stamp(path: Path) -> str:
    if not path.exists():
        return ""
    metadata = parquet.read_schema(path).metadata or {}
    return str(metadata.get(_STAMP, b"").decode())


def _pages(note: Note) -> Iterator[Row]:
    page = note.page
    if page is not None:
        request = page.request
        yield {
            "who": note.who,
            "note": note.id,
            "at": note.at,
            "path": whole(request.path),
            "page": _name(note.events),
            "country": page.place.country,
            "device": request.device,
            "kind": request.kind,
            "rulebook": page.rulebook,
        }


def _name(events: Iterable[Event]) -> str | None:
    return next((event.detail["page"] for event in events if "page" in event.detail), None)


def _verdicts(note: Note) -> Iterator[Row]:
    for reason, rules in note.page.verdicts.items() if note.page else ():
        for rule in rules:
            yield {"who": note.who, "note": note.id, "at": note.at, "rule": rule, "reason": reason}


def _events(note: Note) -> Iterator[Row]:
    for place, event in enumerate(note.events):
        detail = {name: whole(text) for name, text in event.detail.items()}
        yield {
            "who": note.who,
            "note": note.id,
            "place": place,
            "at": event.at,
            "kind": event.kind.value,
            "subject": whole(event.subject),
            "value": _amount(detail.get("value")),
            **{name: detail.get(name) for name in ("page", "category", "product", "variant")},
            "detail": json.dumps(detail),
        }


def whole(text: str) -> str:
    """Return it without halves of surrogate pairs, which no other program takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _amount(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


_ROWS: Mapping[str, Callable[[Note], Iterator[Row]]] = {"pages": _pages, "verdicts": _verdicts, "events": _events}
