from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from proxy.edge.others import Others
from tests.support.origin import Cut, Script, ok, scripted
from tests.support.process import free_port


@asynccontextmanager
async def doors(*scripts: Script) -> AsyncIterator[list[int]]:
    """Doors that answer so, and one that nobody answers."""
    async with scripted(scripts[0]) as first, scripted(scripts[1]) as second:
        yield [first.port, second.port, free_port()]
        assert all(b"Authorization: Bearer secret" in head for head in (*first.heads, *second.heads))


async def test_all_are_asked_and_who_does_not_answer_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async with doors([ok(b"good")], [b"HTTP/1.1 422 No\r\nContent-Length: 3\r\n\r\nbad"]) as ports:
        answers = await Others(ports, "secret").asked("POST", "/reload")
    assert [(each.worker, each.status, each.text) for each in answers] == [
        (1, 200, "good"),
        (2, 422, "bad"),
        (3, 0, ""),
    ]
    assert "worker 3 did not answer" in caplog.text


async def test_an_answer_that_is_cut_is_none() -> None:
    async with doors([ok(b"good")[:-2], Cut.RESET], [ok(b"good")]) as ports:
        answers = await Others(ports[:2], "secret").asked("GET", "/explained")
    assert [each.status for each in answers] == [0, 200]


async def test_who_works_alone_asks_nobody() -> None:
    assert await Others().asked("GET", "/explained") == ()
