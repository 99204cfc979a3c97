import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from proxy.edge.others import Others
from proxy.stores.journal.files import FileJournal
from proxy.stores.outbox.letter import Letter
from tests.support.door import PAGE, RULE, OpenDoor, heard, open_door, request, write_site
from tests.support.origin import ok, scripted
from tests.support.process import free_port

HTML = b"Content-Type: text/html; charset=iso-8859-1"


class Operator:
    """Who asks the admin door, with the token unless told otherwise."""

    def __init__(self, door: OpenDoor, client: aiohttp.ClientSession) -> None:
        self.door = door
        self.client = client

    async def ask(self, path: str, method: str = "GET", **fields: str) -> tuple[int, str]:
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        headers = {"Authorization": f"Bearer {self.door.parts.admin.token}", **named}
        url = f"http://127.0.0.1:{self.door.admin}{path}"
        async with self.client.request(method, url, headers=headers) as answer:
            assert answer.headers["Server"] == "devanture"
            return answer.status, await answer.text()

    async def visited(self) -> None:
        """One visitor has seen the page that a rule changes."""
        assert (await heard(self.door.port, request())).status == 200


@asynccontextmanager
async def operator(tmp_path: Path, page: bytes = PAGE, **settings: object) -> AsyncIterator[Operator]:
    async with (
        scripted([ok(page, HTML)]) as origin,
        open_door(origin.url, tmp_path, **settings) as door,
        aiohttp.ClientSession() as client,
    ):
        yield Operator(door, client)


@asynccontextmanager
async def pair(tmp_path: Path) -> AsyncIterator[tuple[Operator, Operator]]:
    """Two workers on one site and with one token, of which the first asks the second."""
    async with operator(tmp_path) as first, operator(tmp_path) as second:
        first.door.parts.admin.others = Others([second.door.admin], first.door.parts.admin.token)
        yield first, second


async def test_probes_need_no_token(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        assert await somebody.ask("/health", Authorization="") == (200, "alive\n")
        assert await somebody.ask("/ready", Authorization="") == (200, "ready\n")
        somebody.door.parts.admin.trouble = lambda: "redis at 10.0.0.7 is gone"
        assert await somebody.ask("/ready", Authorization="") == (200, "ready, but the store fails\n")
        somebody.door.parts.admin.draining = True
        assert (await somebody.ask("/ready"))[0] == 503


@pytest.mark.parametrize("path", ["/metrics", "/letters", "/rules", "/explain", "/visitor/x", "/nowhere"])
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Basic wrong"])
async def test_all_else_does(tmp_path: Path, path: str, given: str) -> None:
    async with operator(tmp_path) as somebody:
        status, told = await somebody.ask(path, Authorization=given)
        assert status == 401
        assert somebody.door.parts.admin.token not in told


@pytest.mark.parametrize("host", ["127.0.0.1:8082", "localhost", "[::1]:1"])
async def test_our_own_names_are_answered(tmp_path: Path, host: str) -> None:
    async with operator(tmp_path) as somebody:
        assert (await somebody.ask("/health", Host=host))[0] == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"Host": "evil.test"},
        {"Host": "127.0.0.1.evil.test:8082"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
async def test_a_page_of_another_site_gets_nowhere(tmp_path: Path, fields: dict[str, str]) -> None:
    async with operator(tmp_path) as somebody:
        assert (await somebody.ask("/health", **fields))[0] == 403
        assert (await somebody.ask("/off", "POST", **fields))[0] == 403
        assert somebody.door.parts.pipeline.enabled


async def test_counts_and_rules_tell_what_was_done(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        await somebody.visited()
        assert 'devanture_decisions_total{reason="APPLIED",rule="no-promo"} 1.0' in (await somebody.ask("/metrics"))[1]
        told = (await somebody.ask("/rules"))[1]
        assert '"id": "no-promo"' in told
        assert '"at": "rules.yaml:1"' in told
        assert '"verdicts": {"APPLIED": 1}' in told


async def test_a_request_is_explained_by_its_id_or_its_visitor(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        assert (await somebody.ask("/explain"))[0] == 404
        await somebody.visited()
        (past,) = somebody.door.parts.admin.history.of()
        for query in ("", f"?request={past.id}", f"?visitor={past.who}"):
            status, told = await somebody.ask(f"/explain{query}")
            assert status == 200
            assert "no-promo" in told
        assert (await somebody.ask("/explain?request=none"))[0] == 404


async def test_all_that_is_held_on_a_visitor_is_exported(tmp_path: Path) -> None:
    async with operator(tmp_path, journal=str(tmp_path / "journal")) as somebody:
        await somebody.visited()
        journal = somebody.door.parts.pipeline.recorder.journal
        assert isinstance(journal, FileJournal)
        await journal.flush()
        (past,) = somebody.door.parts.pipeline.recorder.history.of()
        status, told = await somebody.ask(f"/visitor/{past.who}/export")
        found = json.loads(told)
        assert (status, found["id"]) == (200, past.who)
        assert found["kept"]["events"]
        assert [note["who"] for note in found["journal"]] == [past.who]
        assert (await somebody.ask("/visitor/nobody/export"))[0] == 404


async def test_the_record_of_processing_is_a_page_or_markdown(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        assert "<h1>Record of processing activities</h1>" in (await somebody.ask("/processing"))[1]
        told = (await somebody.ask("/processing?as=markdown"))[1]
        assert somebody.door.parts.settings.upstream in told


async def test_letters_that_wait_are_counted_and_dead_ones_told(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        assert await somebody.ask("/letters") == (200, '{"waiting": 0, "dead": []}')
        outgoing = somebody.door.parts.outgoing.letters
        one, other = Letter("msg_1", "crm", "anna", "{}", 1.0), Letter("msg_2", "crm", "anna", "{}", 2.0)
        await outgoing.outbox.add([one, other])
        await outgoing.outbox.bury(one, "status 410")
        dead = [{"id": "msg_1", "to": "crm", "at": 1.0, "why": "status 410"}]
        assert json.loads((await somebody.ask("/letters"))[1]) == {"waiting": 1, "dead": dead}


async def test_a_visitor_is_shown_and_erased(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        await somebody.visited()
        (past,) = somebody.door.parts.admin.history.of()
        assert '"subject": "/"' in (await somebody.ask(f"/visitor/{past.who}"))[1]
        assert (await somebody.ask(f"/visitor/{past.who}", "DELETE"))[0] == 204
        assert (await somebody.ask(f"/visitor/{past.who}"))[0] == 404
        assert (await somebody.ask(f"/visitor/{past.who}/erase", "POST"))[0] == 404


async def test_half_an_id_names_nobody(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        await somebody.visited()
        (past,) = somebody.door.parts.admin.history.of()
        assert (await somebody.ask(f"/visitor/{past.who[:12]}", "DELETE"))[0] == 404
        assert (await somebody.ask(f"/visitor/{past.who}"))[0] == 200


async def test_a_reload_says_what_is_in_force_or_what_is_wrong(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        assert await somebody.ask("/reload", "POST") == (200, "rules in force: 1\n")
        write_site(tmp_path / "site", RULE.replace("hide: promo", "hyde: promo"))
        status, problems = await somebody.ask("/reload", "POST")
        assert status == 422
        assert "rules.yaml:7" in problems


async def test_a_rule_that_is_off_by_itself_is_told_and_a_reload_gives_it_its_chance(tmp_path: Path) -> None:
    async with operator(tmp_path, b"<!doctype html><title>t</title><p>New look", rule_misses="2") as somebody:
        for _ in range(3):
            await somebody.visited()
        told = (await somebody.ask("/rules"))[1]
        assert '"off_in_workers": 1' in told
        assert '"KILLED_BY_GUARD": 1' in told
        assert "KILLED_BY_GUARD  element missing on 2 pages in a row" in (await somebody.ask("/explain"))[1]
        await somebody.ask("/reload", "POST")
        assert '"off_in_workers": 0' in (await somebody.ask("/rules"))[1]


async def test_what_another_worker_answered_is_explained_as_well(tmp_path: Path) -> None:
    async with pair(tmp_path) as (first, second):
        await second.visited()
        (past,) = second.door.parts.admin.history.of()
        for query in ("", f"?request={past.id}", f"?visitor={past.who}"):
            status, told = await first.ask(f"/explain{query}")
            assert (status, told.count("request ")) == (200, 1)
            assert f"request {past.id}" in told
        assert (await first.ask("/explain?request=none"))[0] == 404
        await first.visited()
        assert f"request {first.door.parts.admin.history.of()[0].id}" in (await first.ask("/explain"))[1]


async def test_what_is_turned_is_turned_in_all_workers_at_once(tmp_path: Path) -> None:
    async with pair(tmp_path) as (first, second):
        for path, enabled in (("/off", False), ("/on", True)):
            assert (await first.ask(path, "POST"))[0] == 200
            assert [each.door.parts.pipeline.enabled for each in (first, second)] == [enabled] * 2


async def test_a_reload_is_answered_when_all_workers_have_done_it(tmp_path: Path) -> None:
    async with pair(tmp_path) as (first, second):
        write_site(tmp_path / "site", "[]")
        assert await first.ask("/reload", "POST") == (200, "rules in force: 0\n")
        assert second.door.parts.pipeline.rulebook.rules == ()


async def test_a_worker_that_does_not_answer_is_told(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        somebody.door.parts.admin.others = Others([free_port()], "secret")
        assert await somebody.ask("/reload", "POST") == (200, "rules in force: 1\nworker 1 did not answer\n")
        await somebody.visited()
        assert (await somebody.ask("/explain"))[0] == 200


async def test_nothing_is_turned_by_a_get(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        for path in ("/reload", "/off", "/on", "/visitor/x/erase"):
            assert (await somebody.ask(path))[0] == 405


async def test_the_switch_makes_it_a_plain_proxy_and_back(tmp_path: Path) -> None:
    async with operator(tmp_path) as somebody:
        assert (await somebody.ask("/off", "POST"))[0] == 200
        assert (await heard(somebody.door.port, request())).body == PAGE
        assert (await somebody.ask("/on", "POST"))[0] == 200
        assert (await heard(somebody.door.port, request())).body != PAGE
