import asyncio

from proxy.edge.direct.alarm import Alarm

SOON, LATER = 0.02, 0.2


def alarm() -> tuple[Alarm, asyncio.Queue[str]]:
    return Alarm(asyncio.get_running_loop()), asyncio.Queue()


async def test_it_calls_once() -> None:
    clock, rung = alarm()
    clock.set(SOON, lambda: rung.put_nowait("soon"))
    assert await rung.get() == "soon"
    await asyncio.sleep(2 * SOON)
    assert rung.empty()


async def test_the_last_that_was_set_is_called_whichever_is_earlier() -> None:
    for first, second in ((SOON, LATER), (LATER, SOON)):
        clock, rung = alarm()
        clock.set(first, lambda: rung.put_nowait("first"))  # noqa: B023 # it is called within the turn
        clock.set(second, lambda: rung.put_nowait("second"))  # noqa: B023 # the same
        assert await rung.get() == "second"
        await asyncio.sleep(LATER)
        assert rung.empty()


async def test_what_is_put_off_waits_for_the_later_hour() -> None:
    clock, rung = alarm()
    loop = asyncio.get_running_loop()
    due = loop.time() + LATER
    clock.set(SOON, lambda: rung.put_nowait("put off"))
    clock.later(LATER)
    await rung.get()
    assert loop.time() >= due


async def test_off_it_calls_nothing_until_it_is_set_again() -> None:
    clock, rung = alarm()
    clock.set(SOON, lambda: rung.put_nowait("off"))
    clock.off()
    await asyncio.sleep(2 * SOON)
    assert rung.empty()
    clock.set(SOON, lambda: rung.put_nowait("on"))
    assert await rung.get() == "on"


async def test_an_end_lets_go_of_the_timer() -> None:
    clock, rung = alarm()
    clock.set(SOON, lambda: rung.put_nowait("ended"))
    clock.end()
    await asyncio.sleep(2 * SOON)
    assert rung.empty()
