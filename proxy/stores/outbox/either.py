"""Two outboxes as one: what the shared one cannot take waits in a file of this machine, and is sent from there."""

from collections.abc import Sequence
from contextlib import suppress

from proxy.stores.outbox.letter import Dead, Letter, Outbox, Sizes
from proxy.stores.store import StoreError


class EitherOutbox:
    """An `Outbox`; a letter that came into both, since the answer was lost, bears one id in both."""

    def __init__(self, shared: Outbox, own: Outbox) -> None:
        self._shared = shared
        self._own = own
        self._taken: dict[str, Outbox] = {}
        self._to_forget: set[str] = set()

    async def add(self, letters: Sequence[Letter]) -> None:
        try:
            await self._shared.add(letters)
        except StoreError:
            await self._own.add(letters)

    async def take(self, to: str, now: float, until: float, most: int) -> Sequence[Letter]:
        found: list[Letter] = []
        for outbox in (self._own, self._shared):
            with suppress(StoreError):
                if outbox is self._shared:
                    await self._caught_up()
                letters = await outbox.take(to, now, until, most - len(found))
                self._taken |= dict.fromkeys((letter.id for letter in letters), outbox)
                found += letters
        return found

    async def done(self, letter: Letter) -> None:
        await self._left(letter).done(letter)

    async def again(self, letter: Letter, at: float) -> None:
        await self._left(letter).again(letter, at)

    async def bury(self, letter: Letter, why: str) -> None:
        await self._left(letter).bury(letter, why)

    async def bury_older(self, than: float) -> int:
        return await self._own.bury_older(than) + await self._shared.bury_older(than)

    async def dead(self) -> Sequence[Dead]:
        found = [*await self._own.dead(), *await self._shared.dead()]
        return sorted(found, key=lambda dead: -dead.letter.at)

    async def forget(self, who: str) -> None:
        """Take them out of both; while the shared one is away, as soon as it is back, before anything is sent."""
        await self._own.forget(who)
        self._to_forget.add(who)
        with suppress(StoreError):
            await self._caught_up()

    async def sizes(self) -> Sizes:
        own, shared = await self._own.sizes(), await self._shared.sizes()
        return Sizes(own.waiting + shared.waiting, own.dead + shared.dead)

    async def _caught_up(self) -> None:
        for who in tuple(self._to_forget):
            await self._shared.forget(who)
            self._to_forget.discard(who)

    def _left(self, letter: Letter) -> Outbox:
        """Return where a letter is that was taken."""
        return self._taken.pop(letter.id, self._shared)
