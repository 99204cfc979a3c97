import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from proxy.edge.own import BODY_LIMIT
from rules.decision import Reason
from tests.support.door import PAGE, Heard, OpenDoor, heard, open_door, request
from tests.support.origin import Cut, Script, ScriptedOrigin, ok, scripted

HTML = b"Content-Type: text/html; charset=iso-8859-1"
PERSONAL = PAGE.replace(b"<p id=promo>code?</p>", b"")


@asynccontextmanager
async def standing(
    tmp_path: Path, *scripts: Script, early: bool = False, **settings: object
) -> AsyncIterator[tuple[OpenDoor, ScriptedOrigin]]:
    patience = {"first_byte_timeout": "0.5", "progress_timeout": "0.5", **settings}
    async with (
        scripted(*scripts, early=early) as origin,
        open_door(origin.url, tmp_path, **patience) as door,
    ):
        yield door, origin


async def test_a_page_is_personalized_and_kept_from_caches(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok(PAGE, HTML, b'ETag: "a"', b"Cache-Control: max-age=60")]) as (door, _):
        answer = await heard(door.port, request())
        assert (answer.status, answer.body, answer.whole) == (200, PERSONAL, True)
        assert "private" in answer.field("Cache-Control")[0]
        assert answer.field("ETag") == []
        assert answer.field("Set-Cookie")


async def test_a_page_that_no_rule_changes_keeps_every_byte(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok(b"<p>caf\xe9", HTML)]) as (door, _):
        assert (await heard(door.port, request())).body == b"<p>caf\xe9"


async def test_what_is_not_a_page_streams_as_it_comes(tmp_path: Path) -> None:
    slow: Script = [b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", b"data: 1\n\n", 0.2, b"data: 2\n\n"]
    async with standing(tmp_path, [*slow, Cut.CLOSE]) as (door, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(request("/events"))
        first = await reader.readuntil(b"data: 1\n\n")
        assert b"data: 2" not in first
        assert b"data: 2" in await reader.read()
        writer.close()


async def test_a_large_download_comes_whole(tmp_path: Path) -> None:
    body = bytes(range(256)) * 20_000
    async with standing(tmp_path, [ok(body, b"Content-Type: application/zip")]) as (door, _):
        answer = await heard(door.port, request("/big.zip"))
        assert answer.whole
        assert answer.body == body


async def test_a_page_above_the_limit_passes_unread_and_whole(tmp_path: Path) -> None:
    large = PAGE + b" " * 5000
    async with standing(tmp_path, [ok(large, HTML)], page_limit="4096") as (door, _):
        answer = await heard(door.port, request())
        assert (answer.body, answer.whole) == (large, True)


@pytest.mark.parametrize("target", ["/%7Euser", "/a%2Fb", "/x?", "//host/", "/?q=%zz&a=b+c"])
async def test_targets_go_up_byte_for_byte(tmp_path: Path, target: str) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        await heard(door.port, request(target))
        assert origin.heads[0].startswith(f"GET {target} HTTP/1.1\r\n".encode())


async def test_the_shop_hears_host_as_it_came_and_who_asks(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        await heard(door.port, request("/", "X-Forwarded-For: 6.6.6.6", "Cookie: a=caf\xe9", "Expect: 100-continue"))
        (head,) = origin.heads
        assert b"\r\nHost: shop.test\r\n" in head
        assert b"\r\nX-Forwarded-For: 127.0.0.1\r\n" in head
        assert b"\r\nCookie: a=caf\xe9\r\n" in head
        assert b"expect" not in head.lower()


async def test_a_trusted_hop_says_who_asks(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()], trusted_hops="127.0.0.1") as (door, origin):
        await heard(door.port, request("/", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https"))
        assert b"\r\nX-Forwarded-For: 203.0.113.7, 127.0.0.1\r\n" in origin.heads[0]
        assert b"\r\nX-Forwarded-Proto: https\r\n" in origin.heads[0]
        assert '"address": "203.0.113.0/24"' in door.log


async def test_the_shops_own_host_is_mapped_where_the_visitors_cannot_pass(tmp_path: Path) -> None:
    found = b"HTTP/1.1 302 Found\r\nLocation: http://shop.internal/next\r\nContent-Length: 0\r\n\r\n"
    public = "http://shop.test"
    async with standing(tmp_path, [found], origin_host="shop.internal", public_url=public) as (door, origin):
        answer = await heard(door.port, request())
        assert b"\r\nHost: shop.internal\r\n" in origin.heads[0]
        assert answer.field("Location") == ["http://shop.test/next"]


@pytest.mark.parametrize(
    ("method", "head"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 9\r\n\r\n"),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nETag: a\r\n\r\n"),
        ("GET", b"HTTP/1.1 204 No Content\r\n\r\n"),
    ],
)
async def test_answers_without_a_body_have_none(tmp_path: Path, method: str, head: bytes) -> None:
    async with standing(tmp_path, [head]) as (door, _):
        answer = await heard(door.port, request("/x.png", method=method), method=method)
        assert (str(answer.status).encode(), answer.body) == (head[9:12], b"")
        assert answer.field("Transfer-Encoding") == []
        if method == "HEAD":
            assert answer.field("Content-Length") == ["9"]


async def test_a_part_passes_as_a_part(tmp_path: Path) -> None:
    part = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nab"
    async with standing(tmp_path, [part]) as (door, origin):
        answer = await heard(door.port, request("/x.zip", "Range: bytes=0-1"))
        assert (answer.status, answer.body, answer.field("Content-Range")) == (206, b"ab", ["bytes 0-1/9"])
        assert b"\r\nRange: bytes=0-1" in origin.heads[0]


async def test_every_field_line_of_the_shop_passes_and_none_is_added(tmp_path: Path) -> None:
    lines = (b"set-Cookie: a=\xe9", b"Set-Cookie: b=2", b"Server: Shop/1.0", b"Date: Thu, 01 Jan 2026 00:00:00 GMT")
    async with standing(tmp_path, [ok(b"ok", *lines)]) as (door, _):
        answer = await heard(door.port, request("/x.png"))
        assert sorted(answer.head.split(b"\r\n")[1:]) == sorted([*lines, b"Content-Length: 2", b"Connection: close"])


async def test_a_connection_carries_several_requests_in_order(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok(b"first")], [ok(b"second")]) as (door, _):
        pipelined = b"GET /1.png HTTP/1.1\r\nHost: shop.test\r\n\r\n" + request("/2.png")
        answer = await heard(door.port, pipelined)
        assert answer.body.startswith(b"first")
        assert answer.body.endswith(b"second")


async def test_http_1_0_gets_an_answer_that_ends_with_the_connection(tmp_path: Path) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    async with standing(tmp_path, [chunked]) as (door, _):
        answer = await heard(door.port, b"GET /x.png HTTP/1.0\r\nHost: shop.test\r\n\r\n")
        assert (answer.body, answer.field("Transfer-Encoding")) == (b"abc", [])


@pytest.mark.parametrize("target", ["/", "/x.png"])
@pytest.mark.parametrize(
    ("script", "status"),
    [
        ([Cut.CLOSE], 502),
        ([Cut.HANG], 504),
        ([b"nonsense\r\n\r\n"], 502),
    ],
)
async def test_a_shop_that_does_not_answer_is_told_in_a_small_page(
    tmp_path: Path, script: Script, status: int, target: str
) -> None:
    async with standing(tmp_path, script) as (door, origin):
        answer = await heard(door.port, request(target))
        assert (answer.status, answer.whole) == (status, True)
        for secret in (b"aiohttp", b"Python", str(origin.port).encode(), b"Traceback"):
            assert secret not in answer.head + answer.body


@pytest.mark.parametrize("target", ["/", "/x.png"])
@pytest.mark.parametrize("end", [Cut.CLOSE, Cut.RESET, Cut.HANG])
@pytest.mark.parametrize(
    "begun",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<p>half",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n",
    ],
)
async def test_an_answer_that_the_shop_cuts_never_looks_whole(
    tmp_path: Path, begun: bytes, end: Cut, target: str
) -> None:
    async with standing(tmp_path, [begun, 0.02, end]) as (door, _):
        answer = await heard(door.port, request(target))
        assert answer.status >= 500 or not answer.whole
        assert answer.head.count(b"HTTP/1.1") == 1


async def test_nothing_of_one_answer_reaches_the_next_visitor(tmp_path: Path) -> None:
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL"
    async with standing(tmp_path, [ok(), 0.02, evil], [ok()]) as (door, _):
        await heard(door.port, request("/x.png"))
        await asyncio.sleep(0.1)
        assert (await heard(door.port, request("/x.png"))).body == b"ok"


async def test_an_upload_streams_up_and_is_continued(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        head = b"POST /upload HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n"
        sized = head + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
        assert (await heard(door.port, sized, 0.05, b"hello")).status == 200
        assert (await heard(door.port, head + b"Transfer-Encoding: chunked\r\n\r\n", b"3\r\nabc\r\n0\r\n\r\n")).whole
        assert origin.requests[0].endswith(b"\r\n\r\nhello")
        assert origin.requests[1].endswith(b"\r\n\r\n3\r\nabc\r\n0\r\n\r\n")


async def test_a_basket_add_is_seen_and_forwarded_byte_for_byte(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        form = "Content-Type: application/x-www-form-urlencoded"
        await heard(door.port, request("/basket/add", form, method="POST", body="product=7&x=%e9"))
        assert origin.requests[0].endswith(b"\r\n\r\nproduct=7&x=%e9")
        (past,) = door.parts.admin.history.of()
        assert [event.subject for event in past.context.current if event.kind == "added"] == ["7"]


async def test_a_form_too_large_to_look_at_is_forwarded_all_the_same(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        form = "Content-Type: application/x-www-form-urlencoded"
        body = "product=7&x=" + "y" * 200_000
        await heard(door.port, request("/basket/add", form, method="POST", body=body))
        assert origin.requests[0].endswith(body.encode())


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ([b"0\r\n"], 408),
        ([0.05, b"zz\r\nabc\r\n0\r\n\r\n"], 400),
    ],
)
async def test_a_body_that_stands_still_or_breaks_never_ends_at_the_shop(
    tmp_path: Path, pieces: list[bytes | float], status: int
) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        head = b"POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
        answer = await heard(door.port, head, *pieces)
        assert answer.status == status
        assert not any(asked.endswith(b"0\r\n\r\n") for asked in origin.requests)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET http://evil.test/ HTTP/1.1\r\nHost: shop.test\r\n\r\n", 400),
        (
            b"POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
        ),
        (b"CONNECT shop.test:80 HTTP/1.1\r\nHost: shop.test\r\n\r\n", 405),
        (b"GET / HTTP/1.1\r\nHost: shop.test\r\nX-A: " + b"v" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: shop.test\r\n" + b"X-A: vvvvvvvvv\r\n" * 300 + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: shop.test\r\n" + (b"X-A: " + b"v" * 9000 + b"\r\n") * 9 + b"\r\n", 431),
        (b"\x16\x03\x01 hello", 400),
    ],
)
async def test_what_cannot_be_read_in_one_way_is_refused_and_ends_the_connection(
    tmp_path: Path, sent: bytes, status: int
) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        answer = await heard(door.port, sent)
        assert answer.status == status
        assert b"aiohttp" not in answer.head
        assert origin.requests == []
        assert len(door.log.splitlines()) == 1


async def test_a_cookie_of_sixteen_kilobytes_passes(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        assert (await heard(door.port, request("/", f"Cookie: a={'v' * 16_000}"))).status == 200
        assert b"v" * 16_000 in origin.heads[0]


async def test_the_trailers_of_a_visitor_are_dropped(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        head = b"POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        answer = await heard(door.port, head + b"5\r\nhello\r\n0\r\nCookie: evil=1\r\n\r\n")
        assert answer.status == 200
        assert origin.requests[0].endswith(b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
        assert b"evil" not in origin.requests[0]


@pytest.mark.parametrize("status", [b"302 Found", b"200 OK"])
async def test_our_name_for_the_shop_leads_nobody_to_it(tmp_path: Path, status: bytes) -> None:
    async with standing(tmp_path) as (door, origin):
        own = f"Location: {origin.url}/next".encode()
        origin.scripts = [[ok(b"ok", own, b"X-Own: " + origin.url.encode()).replace(b"200 OK", status)]]
        answer = await heard(door.port, request())
        assert answer.field("Location") == ["http://shop.test/next"]
        assert answer.field("X-Own") == [origin.url]


@pytest.mark.parametrize("before", [b"", b"GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n"])
async def test_a_head_that_never_ends_is_cut_off(tmp_path: Path, before: bytes) -> None:
    async with standing(tmp_path, [ok()], head_timeout="0.2", idle_timeout="60") as (door, origin):
        trickle: list[bytes | float] = [0.02, b"v"]
        await heard(door.port, before, b"GET / HTTP/1.1\r\nHost: shop.test\r\nX-A: ", *trickle * 30)
        assert len(origin.requests) == len(before.splitlines()) / 3


async def test_a_connection_on_which_nothing_is_asked_is_ended(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()], head_timeout="60", idle_timeout="0.2") as (door, _):
        assert (await heard(door.port)).status == 0
        assert (await heard(door.port, b"GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n")).status == 200


async def test_a_head_has_its_whole_time_however_late_it_begins(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()], head_timeout="60", idle_timeout="0.3") as (door, _):
        answer = await heard(door.port, 0.2, request()[:20], 0.3, request()[20:])
        assert answer.status == 200


async def test_a_visitor_who_takes_nothing_is_cut_off(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok(b"x" * 30_000_000)], reader_timeout="0.2") as (door, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port, limit=1000)
        writer.write(request("/x.zip"))
        await asyncio.sleep(1.0)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(30_000_000)
        writer.close()


async def test_our_own_paths_never_reach_the_shop(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()]) as (door, origin):
        styles = await heard(door.port, request("/.devanture/ribbon.css"))
        assert styles.field("Content-Type") == ["text/css; charset=utf-8"]
        for target in ("/.devanture/", "/.devanture", "/.devanture/else", "/.devanture/else?x"):
            assert (await heard(door.port, request(target))).status == 404
        assert origin.requests == []


async def test_what_is_sent_to_a_path_of_ours_is_small(tmp_path: Path) -> None:
    async with standing(tmp_path) as (door, origin):
        for size, status in ((BODY_LIMIT, 404), (BODY_LIMIT + 1, 413)):
            told = await heard(door.port, request("/.devanture/else", method="POST", body="x" * size))
            assert (told.status, told.whole) == (status, True)
        assert origin.heads == []


async def test_switched_off_it_is_a_plain_proxy(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok(PAGE, HTML)]) as (door, _):
        door.parts.pipeline.enabled = False
        answer = await heard(door.port, request())
        assert answer.body == PAGE
        assert answer.field("Set-Cookie") == []


async def test_the_log_has_one_line_for_each_request_and_nothing_personal(tmp_path: Path) -> None:
    canary = "4111111111111111"
    async with standing(tmp_path, [ok(PAGE, HTML)]) as (door, _):
        sent = (f"Cookie: a={canary}", f"Authorization: Basic {canary}", f"User-Agent: {canary}", f"Referer: /{canary}")
        await heard(door.port, request(f"/?q={canary}", *sent))
        await heard(door.port, request(f"/u/{canary}/ada@example.org", *sent, method="POST", body=canary))
        lines = [json.loads(line) for line in door.log.splitlines()]
        assert [(line["method"], line["path"], line["status"]) for line in lines] == [
            ("GET", "/", 200),
            ("POST", "/u/*/*", 200),
        ]
        assert canary not in door.log
        assert {line["address"] for line in lines} == {"127.0.0.0/24"}


async def test_while_draining_each_answer_ends_its_connection(tmp_path: Path) -> None:
    async with standing(tmp_path, [ok()]) as (door, _):
        door.parts.door.draining = True
        answer: Heard = await heard(door.port, b"GET /x.png HTTP/1.1\r\nHost: shop.test\r\n\r\n")
        assert answer.field("Connection") == ["close"]


async def test_a_page_that_no_rule_speaks_of_streams_as_it_comes(tmp_path: Path) -> None:
    slow: Script = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>one", 0.2, b"<p>two"]
    async with standing(tmp_path, [*slow, Cut.CLOSE]) as (door, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(request("/imprint"))
        first = await reader.readuntil(b"<p>one")
        assert b"<p>two" not in first
        assert b"<p>two" in await reader.read()
        writer.close()
        (past,) = door.parts.admin.history.of()
        assert [verdict.reason for verdict in past.decision.verdicts] == [Reason.OTHER_PAGE]
        assert [event.kind for event in past.context.current] == ["seen"]
