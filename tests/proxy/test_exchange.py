import asyncio

from proxy.exchange import Exchange
from proxy.facts import Facts
from proxy.message import Head
from proxy.track import Asked, asked_of
from rules.rulebook import Rulebook

HEAD = Head("GET", "/", ())


async def test_what_the_lookups_found_is_known_once_they_have_ended() -> None:
    found = asked_of(HEAD, Rulebook().site), Facts(1.0)

    async def gathered() -> tuple[Asked, Facts]:
        return found

    exchange = Exchange(HEAD, Rulebook(), asyncio.create_task(gathered()))
    assert exchange.known is None
    assert exchange.gathering is not None
    await exchange.gathering
    assert exchange.known == found


async def test_what_failed_or_was_given_up_is_not_known() -> None:
    async def failing() -> tuple[Asked, Facts]:
        raise ValueError

    for cancelled in (False, True):
        gathering = asyncio.create_task(failing())
        if cancelled:
            gathering.cancel()
        await asyncio.wait((gathering,))
        assert Exchange(HEAD, Rulebook(), gathering).known is None


def test_of_what_nobody_follows_nothing_is_known() -> None:
    assert Exchange(HEAD, Rulebook()).known is None
