"""Tells what the shop's own records say of one customer: out of a CSV file, or of a service that is asked for one."""

import asyncio
from asyncio import Task, create_task, shield
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from proxy.providers.guard import Guard
from proxy.providers.web import AnswerError, Web
from rules.customers import CustomerFile
from rules.rows import MAX_ROWS, FeedError, column, csv_rows

Customer = Mapping[str, str]

LONGEST = 200
"""Characters of a login id; a cookie is the sender's to fill."""

LOOK = 10.0
"""Seconds between two looks at the file."""

PAUSE = 10.0
"""Seconds until a customer is asked for again after the service failed."""

_REMEMBERED = 10_000
_AT_ONCE = 32
_LARGEST = 256 * 2**20

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked for, by the login id, and which columns."""

    of: CustomerFile
    login: str
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Rows:
    of: tuple[CustomerFile, frozenset[str]]
    stamp: Stamp
    by_login: Mapping[str, Customer]


@dataclass(slots=True)
class Customers:
    """The records of one site; `folder` is its own, `clock` counts seconds and never leaps."""

    folder: Path
    web: Web
    guard: Guard
    clock: Callable[[], float]
    token: str = ""
    _rows: _Rows | None = field(default=None, init=False)
    _looked: float = field(default=0.0, init=False)
    _looking: Task[_Rows | None] | None = field(default=None, init=False)
    _kept: OrderedDict[Question, tuple[float, Customer | None]] = field(default_factory=OrderedDict, init=False)
    _asking: dict[Question, Task[Customer | None]] = field(default_factory=dict, init=False)

    async def find(self, question: Question) -> Customer | None:
        """Return the columns that are known of a customer, empty for one in no row; None is unknown.

        Who stops waiting does not stop the question.
        """
        if not question.login or len(question.login) > LONGEST:
            return None
        return await (self._in_file(question) if question.of.file else self._asked_for(question))

    async def close(self) -> None:
        for task in (*self._asking.values(), *((self._looking,) if self._looking else ())):
            task.cancel()
        await self.web.close()

    async def _in_file(self, question: Question) -> Customer | None:
        wanted = (question.of, question.columns)
        rows = self._rows if self._rows is not None and self._rows.of == wanted else None
        if rows is None or self.clock() - self._looked > LOOK:
            looking = self._look(wanted)
            rows = rows or await shield(looking)
        return rows.by_login.get(question.login, {}) if rows and rows.of == wanted else None

    def _look(self, wanted: tuple[CustomerFile, frozenset[str]]) -> Task[_Rows | None]:
        if self._looking is None or self._looking.done():
            self._looked = self.clock()
            self._looking = create_task(self._read(wanted))
        return self._looking

    async def _read(self, wanted: tuple[CustomerFile, frozenset[str]]) -> _Rows | None:
        old = self._rows if self._rows is not None and self._rows.of == wanted else None
        read = asyncio.to_thread(_read, self.folder, wanted, old)
        self._rows = await self.guard.guarded(read, self.web.seconds * 12, "crm file") or old
        return self._rows

    async def _asked_for(self, question: Question) -> Customer | None:
        known = self._kept.get(question)
        if known is not None and self.clock() < known[0]:
            return known[1]
        if question not in self._asking and len(self._asking) < _AT_ONCE:
            task = self._asking[question] = create_task(self._ask(question))
            task.add_done_callback(lambda _: self._asking.pop(question, None))
        asking: Awaitable[Customer | None] | None = self._asking.get(question)
        return await shield(asking) if asking else None

    async def _ask(self, question: Question) -> Customer | None:
        customer = await self.guard.guarded(self._answer(question), self.web.seconds, "crm service")
        again = self.clock() + (PAUSE if customer is None else question.of.remember)
        self._kept.pop(question, None)
        self._kept[question] = (again, customer)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)
        return customer

    async def _answer(self, question: Question) -> Customer:
        url = question.of.url.replace("{id}", quote(question.login, safe=""))
        status, answer = await self.web.asked(url, {}, self.token)
        if status == 404:
            return {}
        if status != 200:
            raise AnswerError(f"the status is {status}")
        if not isinstance(answer, dict):
            raise AnswerError("it is no object")
        told = {column(name): _text(value) for name, value in answer.items()}
        return {name: told[name] for name in question.columns & told.keys()}


def _read(folder: Path, wanted: tuple[CustomerFile, frozenset[str]], old: _Rows | None) -> _Rows:
    """Return the rows of a file; raise OSError or AnswerError. It blocks."""
    path = folder / wanted[0].file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise AnswerError("it is not in the site's folder")
    status = path.stat()
    stamp = status.st_mtime_ns, status.st_size, status.st_ino
    if old is not None and old.stamp == stamp:
        return old
    if status.st_size > _LARGEST:
        raise AnswerError(f"it is over {_LARGEST} bytes")
    of, columns = wanted
    found: dict[str, Customer] = {}
    try:
        for number, row in enumerate(csv_rows(path.read_bytes()), 1):
            if number == MAX_ROWS:
                raise AnswerError(f"it has {MAX_ROWS} rows or more: let a service tell")
            login = row.cells.get(of.key)
            if login:
                found[login] = {name: row.cells[name] for name in columns & row.cells.keys()}
    except FeedError as error:
        raise AnswerError(f"line {error.line}: {error}") from None
    return _Rows(wanted, stamp, found)


def _text(value: object) -> str:
    """Return a plain value as a cell would have it; lists and objects are nothing that a rule compares."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""
