"""Tells a collector, in OpenTelemetry's words, where a request's time went; imported only where traces are on."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

from aiohttp import web
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from proxy.edge.access import Line, Lines
from proxy.edge.connection import Answering
from proxy.edge.origin import Answer, OriginError, Upload, Upstream
from proxy.forwarding import hop
from proxy.message import Head, Headers, every, without
from proxy.notation import Network
from proxy.stores import Store
from scoring.event import Event
from scoring.visitor import Visitor

P = ParamSpec("P")
R = TypeVar("R")

_W3C = TraceContextTextMapPropagator()
_FIELDS = (b"traceparent", b"tracestate")


def provider_of(where: str) -> TracerProvider:
    """Return what makes spans and sends them, `otlp` or to the `console`; OTEL_... variables tell the rest."""
    exporter: SpanExporter = OTLPSpanExporter() if where == "otlp" else ConsoleSpanExporter(out=sys.stderr)
    named = Resource({SERVICE_NAME: "devanture"}).merge(_told_by_environment())
    provider = TracerProvider(resource=named)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _told_by_environment() -> Resource:
    """Leave out the SDK's own name for a service that nobody named."""
    told = Resource.create()
    unnamed = str(told.attributes.get(SERVICE_NAME, "")).startswith("unknown_service")
    return Resource({name: value for name, value in told.attributes.items() if not (unnamed and name == SERVICE_NAME)})


@dataclass(frozen=True, slots=True)
class Tracing:
    """Puts spans around the parts of one process.

    Nothing of a visitor goes into them: no address, path, query, cookie or error text, which may hold any of these.
    With trusted hops, only their traceparent is believed.
    """

    provider: TracerProvider
    hops: tuple[Network, ...] = ()

    @property
    def _tracer(self) -> Tracer:
        return self.provider.get_tracer("devanture")

    def answering(self, answer: Answering) -> Answering:
        """Return an answering of requests in which each is a span of the caller's trace, or of a new one."""
        tracer = self._tracer

        async def traced(request: web.BaseRequest) -> web.StreamResponse:
            with _span(tracer, "request", SpanKind.SERVER, self._caller(request)) as span:
                span.set_attribute("http.request.method", request.method if request.method in _METHODS else "_OTHER")
                return await answer(request)

        return traced

    def lines(self, lines: Lines) -> Lines:
        return _Told(lines)

    def store(self, store: Store) -> Store:
        return _TracedStore(store, self._tracer)

    def origin(self, origin: Upstream) -> Upstream:
        return _TracedOrigin(origin, self._tracer)

    def around(self, name: str, call: Callable[P, R]) -> Callable[P, R]:
        """Return a call that is a step of the request that makes it."""
        tracer = self._tracer

        def traced(*args: P.args, **kwargs: P.kwargs) -> R:
            with _step(tracer, name):
                return call(*args, **kwargs)

        return traced

    def close(self) -> None:
        """Send what waits; this blocks until it is sent or given up."""
        self.provider.shutdown()

    def _caller(self, request: web.BaseRequest) -> Context:
        if self.hops and not hop(request.remote or "", self.hops).trusted:
            return Context()
        named = {name.decode(): every(request.raw_headers, name) for name in _FIELDS}
        # two of them name no trace, and several lists of its state are one (Trace Context, 3.2 and 3.3)
        parent, state = named["traceparent"], ",".join(named["tracestate"])
        return (
            _W3C.extract({"traceparent": parent[0], "tracestate": state}, Context()) if len(parent) == 1 else Context()
        )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})


@contextmanager
def _span(tracer: Tracer, name: str, kind: SpanKind, caller: Context | None = None) -> Iterator[Span]:
    """Open a span that tells of an error by its type alone."""
    with tracer.start_as_current_span(
        name, caller, kind, record_exception=False, set_status_on_exception=False
    ) as span:
        went_well = False
        try:
            yield span
            went_well = True
        finally:
            error = sys.exc_info()[1] if not went_well else None
            if error is not None:
                _failed(span, error.cause if isinstance(error, OriginError) else type(error).__name__)


@contextmanager
def _step(tracer: Tracer, name: str, kind: SpanKind = SpanKind.INTERNAL) -> Iterator[Span]:
    """Open a span below the request's; what no request asked for, such as a probe of the store, is in no trace."""
    if trace.get_current_span().get_span_context().is_valid:
        with _span(tracer, name, kind) as span:
            yield span
    else:
        yield trace.INVALID_SPAN


def _failed(span: Span, cause: str) -> None:
    span.set_attribute("error.type", cause)
    span.set_status(StatusCode.ERROR)


@dataclass(frozen=True, slots=True)
class _Told:
    """The access log, whose line of a request is told to its span as well."""

    lines: Lines

    def write(self, at: str, line: Line) -> None:
        span = trace.get_current_span()
        span.set_attributes({"devanture.request": line.id, "http.response.status_code": line.status})
        if line.cause or line.status >= 500:
            _failed(span, line.cause or str(line.status))
        self.lines.write(at, line)

    def close(self) -> None:
        self.lines.close()


@dataclass(frozen=True, slots=True)
class _TracedStore:
    store: Store
    tracer: Tracer

    async def load(self, who: str) -> Visitor:
        with _step(self.tracer, "load"):
            return await self.store.load(who)

    async def record(self, who: str, events: Sequence[Event]) -> None:
        await self.store.record(who, events)

    async def erase(self, who: str) -> None:
        await self.store.erase(who)

    async def close(self) -> None:
        await self.store.close()


@dataclass(frozen=True, slots=True)
class _TracedOrigin:
    """Asks the shop as a part of the trace: its traceparent is ours, and that of the caller goes."""

    origin: Upstream
    tracer: Tracer

    async def fetch(self, head: Head, upload: Upload | None = None) -> Answer:
        with _step(self.tracer, "fetch", SpanKind.CLIENT) as span:
            answer = await self.origin.fetch(_continued(head), upload)
            span.set_attribute("http.response.status_code", answer.page.status)
            return answer

    async def switch(self, head: Head) -> Answer:
        with _step(self.tracer, "switch", SpanKind.CLIENT) as span:
            answer = await self.origin.switch(_continued(head))
            span.set_attribute("http.response.status_code", answer.page.status)
            return answer

    def close(self) -> None:
        self.origin.close()


def _continued(head: Head) -> Head:
    told: dict[str, str] = {}
    _W3C.inject(told)
    return replace(head, headers=(*without(head.headers, *_FIELDS), *_lines(told))) if told else head


def _lines(told: Mapping[str, str]) -> Headers:
    return tuple((name.encode("ascii"), value.encode("latin-1")) for name, value in told.items())
