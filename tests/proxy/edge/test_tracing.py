import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from proxy.commands.compose import compose
from proxy.settings import SettingsError, read
from tests.support.door import PAGE, OpenDoor, heard, open_door, request, write_site
from tests.support.process import free_port
from tests.support.tree import ROOT

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CALLED = f"traceparent: 00-{TRACE}-{CALLER}-01"
CANARY = "okapi"


@dataclass(slots=True)
class Ends:
    """A shop that notes what it is asked, and a collector that keeps what it is told."""

    door: OpenDoor
    asked: list[dict[str, str]]
    told: list[bytes] = field(default_factory=list)
    resources: list[dict[str, str]] = field(default_factory=list)

    async def spans(self) -> list[Span]:
        """Return all spans so far, once they have been sent."""
        close = self.door.parts.closing
        assert close is not None
        await asyncio.to_thread(close)
        found = []
        for raw in self.told:
            for resource in ExportTraceServiceRequest.FromString(raw).resource_spans:
                self.resources.append({each.key: each.value.string_value for each in resource.resource.attributes})
                found += [span for scope in resource.scope_spans for span in scope.spans]
        return found

    async def get(self, target: str, *lines: str) -> int:
        return (await heard(self.door.port, request(target, "Accept: text/html", *lines))).status


@asynccontextmanager
async def listening(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@asynccontextmanager
async def ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch, upstream: str = "", **settings: object
) -> AsyncIterator[Ends]:
    asked: list[dict[str, str]] = []
    told: list[bytes] = []

    async def page(it: web.Request) -> web.Response:
        asked.append({name.lower(): value for name, value in it.headers.items()})
        return web.Response(body=PAGE, content_type="text/html")

    async def collect(it: web.Request) -> web.Response:
        told.append(await it.read())
        return web.Response()

    shop, collector = web.Application(), web.Application()
    shop.router.add_get("/{rest:.*}", page)
    collector.router.add_post("/v1/traces", collect)
    async with listening(shop) as url, listening(collector) as traces:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", traces)
        async with open_door(upstream or url, folder, traces="otlp", **settings) as door:
            yield Ends(door, asked, told)


def by_name(spans: list[Span]) -> dict[str, Span]:
    return {span.name: span for span in spans}


def attributes(span: Span) -> dict[str, str | int]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


async def test_a_page_tells_where_its_time_went(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with ends(tmp_path, monkeypatch) as here:
        first = await heard(here.door.port, request("/", "Accept: text/html"))
        ours = first.field("Set-Cookie")[0].partition(";")[0]
        await here.get("/", f"Cookie: {ours}", CALLED)
        found = by_name([span for span in await here.spans() if span.trace_id.hex() == TRACE])
    assert found.keys() == {"request", "load", "geo", "fetch", "decide", "rewrite"}
    assert found["request"].parent_span_id.hex() == CALLER
    steps = [span for name, span in found.items() if name != "request"]
    assert {span.parent_span_id for span in steps} == {found["request"].span_id}
    assert {found["request"].kind, found["fetch"].kind} == {Span.SPAN_KIND_SERVER, Span.SPAN_KIND_CLIENT}
    told = attributes(found["request"])
    assert str(told.pop("devanture.request")) in here.door.log
    assert told == {"http.request.method": "GET", "http.response.status_code": 200}
    assert attributes(found["fetch"]) == {"http.response.status_code": 200}
    assert not attributes(found["rewrite"])
    assert {resource["service.name"] for resource in here.resources} == {"devanture"}


async def test_the_shop_is_asked_as_a_part_of_the_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with ends(tmp_path, monkeypatch) as here:
        await here.get("/", CALLED, "tracestate: a=1", "tracestate: b=2", "baggage: k=v")
        found = by_name(await here.spans())
    (asked,) = here.asked
    assert asked["traceparent"] == f"00-{TRACE}-{found['fetch'].span_id.hex()}-01"
    assert asked["tracestate"] == "a=1,b=2"
    assert asked["baggage"] == "k=v"


@pytest.mark.parametrize(
    ("lines", "hops"),
    [
        ((), ""),
        (("traceparent: nonsense",), ""),
        ((CALLED, CALLED), ""),
        ((f"traceparent: 00-{'0' * 32}-{CALLER}-01",), ""),
        ((CALLED,), "10.0.0.0/8"),
    ],
)
async def test_who_names_no_trace_gets_a_new_one(
    lines: tuple[str, ...], hops: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ends(tmp_path, monkeypatch, trusted_hops=hops) as here:
        await here.get("/", *lines)
        found = by_name(await here.spans())
    assert found["request"].parent_span_id == b""
    assert found["request"].trace_id.hex() != TRACE
    told = re.fullmatch(r"00-([0-9a-f]{32})-([0-9a-f]{16})-0[13]", here.asked[0]["traceparent"])
    assert told is not None
    assert told.groups() == (found["fetch"].trace_id.hex(), found["fetch"].span_id.hex())


async def test_the_usual_variables_name_the_service_and_the_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "front")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_always_off")
    async with ends(tmp_path, monkeypatch) as here:
        await here.get("/")
        await here.get("/", CALLED)
        found = await here.spans()
    assert {span.trace_id.hex() for span in found} == {TRACE}
    assert {resource["service.name"] for resource in here.resources} == {"front"}
    assert int(here.asked[0]["traceparent"][-2:], 16) & 1 == 0


async def test_nothing_of_a_visitor_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = ("Cookie: sid=okapi", "Referer: http://okapi/", "User-Agent: okapi", "X-Forwarded-For: 203.0.113.9")
    async with ends(tmp_path, monkeypatch, trusted_hops="127.0.0.1/32") as here:
        await here.get("/okapi?q=okapi", *secret, "Authorization: okapi", "traceparent: okapi", "tracestate: okapi")
        await heard(here.door.port, request("/okapi", *secret, method="OKAPI"))
        await here.spans()
    told = b"".join(here.told)
    assert len(told) > 0
    assert not re.search(rb"(?i)okapi|203\.0\.113|127\.0\.0|/okapi", told)


async def test_a_shop_that_refuses_is_an_error_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with ends(tmp_path, monkeypatch, upstream=f"http://127.0.0.1:{free_port()}") as here:
        assert await here.get("/") == 502
        found = by_name(await here.spans())
    for name in ("fetch", "request"):
        assert attributes(found[name])["error.type"] == "refused"
        assert found[name].status.code == 2
        assert not found[name].status.message
        assert not found[name].events


async def test_a_collector_that_is_gone_costs_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with ends(tmp_path, monkeypatch) as here:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{free_port()}")
        (tmp_path / "other").mkdir()
        async with open_door(f"http://127.0.0.1:{free_port()}", tmp_path / "other", traces="otlp") as door:
            assert (await heard(door.port, request("/"))).status == 502
        assert await here.get("/") == 200


def test_switched_off_it_is_not_even_imported(tmp_path: Path) -> None:
    program = (
        "import sys, proxy.__main__, proxy.commands.compose as c\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    words = [sys.executable, "-c", program]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


async def test_switched_off_nothing_stands_around_anything(tmp_path: Path) -> None:
    async with open_door("http://127.0.0.1:9", tmp_path) as door:
        assert door.parts.answer is door.parts.door
        assert door.parts.closing is None


async def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "proxy.edge.tracing", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    given = {"upstream": "http://127.0.0.1:9", "site": str(write_site(tmp_path)), "store": "memory:"}
    with pytest.raises(SettingsError, match=r'pip install "devanture\[otel\]"'):
        compose(read({**given, "traces": "otlp"}))
