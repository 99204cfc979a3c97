"""A shop whose visitors are looked at while they are away: a store, an outbox, and a clock that moves when told."""

from pathlib import Path

from proxy.letters import Letters
from proxy.metrics import Metrics
from proxy.rounds import Rounds
from proxy.stores.memory import MemoryStore
from proxy.stores.outbox.agenda import FileAgenda
from proxy.stores.outbox.file import FileOutbox
from proxy.stores.outbox.letter import Letter
from proxy.stores.outbox.sheet import Sheet
from proxy.stores.store import Store
from rules.rulebook import Rulebook
from scoring.event import Event, Kind
from tests.support.folder import NOW
from tests.support.keys import keys

BOTH = frozenset({"marketing", "personalise"})


class Away:
    """Several of one folder and one store are replicas of each other."""

    def __init__(self, folder: Path, book: Rulebook, store: Store | None = None) -> None:
        self.now = NOW
        self.book = book
        self.sheet = Sheet(folder / "outbox.sqlite")
        self.store = store or MemoryStore(clock=lambda: self.now)
        self.outbox = FileOutbox(self.sheet)
        letters = Letters(self.store, self.outbox, FileAgenda(self.sheet), Metrics(), keys)
        self.rounds = Rounds(lambda: self.book, letters, lambda: self.now)

    async def visited(self, *events: Event, purposes: frozenset[str] = BOTH, who: str = "anna") -> None:
        """Let somebody do something on a page, as the recorder tells of it."""
        past = await self.store.load(who)
        every = (*events, *self.rounds.agreed(past, purposes, self.now))
        await self.store.record(who, every)
        await self.rounds.note(who, past.after_all(every), self.now)

    async def after(self, seconds: float) -> list[str]:
        """Let time pass, look, and return whose letters were written since."""
        return [letter.who for letter in await self.letters(seconds)]

    async def letters(self, seconds: float) -> list[Letter]:
        """Let time pass, look, and return the letters written since."""
        self.now += seconds
        await self.rounds.look()
        taken: list[Letter] = []
        for to in self.book.site.webhooks:
            taken += await self.outbox.take(to, self.now, self.now, 100)
        for letter in taken:
            await self.outbox.done(letter)
        return taken

    def filled(self) -> Event:
        return Event(Kind.BASKET, "", self.now, {"items": "1", "value": "20"})
