"""Tells what is wrong with how a case of the corpus went, and which of its goals were missed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.support.corpus import Case, IfRewritten, RequestCase, UpstreamCase
from tests.support.wire import End, LooseError, Message, answers

_REFUSING = frozenset({*range(400, 500), 501, 505})
_OWN_COOKIE = b"dv="
"""How the lines of our own cookies begin, which are not the shop's to count."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a client got on one connection, and how that ended."""

    raw: bytes
    end: End
    asked: str = "GET"

    @property
    def answers(self) -> list[Message]:
        return answers(self.raw, self.asked, self.end)

    @property
    def refused(self) -> bool:
        first = self.answers[:1]
        return first[0].status in _REFUSING if first else self.end is not End.OPEN


@dataclass(frozen=True, slots=True)
class Replayed:
    """How one request went: what the client heard, what reached the origin, what else was connected to."""

    heard: Heard
    reached: Sequence[Message]
    loose: Sequence[str]
    strangers: Sequence[str]
    next_status: int


@dataclass(frozen=True, slots=True)
class Answered:
    """How an origin's answer went: what each request heard, how often the origin was asked, and how memory grew."""

    heard: Sequence[Heard]
    sent: Message | None
    attempts: int
    grown_mib: float
    next_status: int
    port: int


def faults(case: Case, went: Replayed | Answered) -> list[str]:
    """Return all that is wrong with how a case went."""
    heard = [went.heard] if isinstance(went, Replayed) else went.heard
    try:
        found = [fault for each in heard for fault in _of_any(case, each)]
        if isinstance(case, RequestCase) and isinstance(went, Replayed):
            found += _of_request(case, went)
        if isinstance(case, UpstreamCase) and isinstance(went, Answered):
            found += [fault for each in heard for fault in _of_answer(case, each)]
            found += _of_origin(case, went)
    except LooseError as error:
        return [f"the client was sent {error}"]
    return found + ([] if went.next_status == 200 else [f"the next plain request got {went.next_status}"])


def _of_any(case: Case, heard: Heard) -> Iterator[str]:
    if b"Traceback" in heard.raw:
        yield "a traceback was sent"
    for text in case.response_forbid:
        if text.encode() in heard.raw:
            yield f"{text!r} was sent"
    for answer in heard.answers:
        for name in (b"date", b"content-length"):
            if len(answer.every(name)) > 1:
                yield f"{name.decode()} came twice"


def _of_request(case: RequestCase, went: Replayed) -> Iterator[str]:
    count = len(went.reached)
    yield from went.loose
    yield from (f"a connection to {each} was made" for each in went.strangers)
    if any(b"/smuggled/" in message.target for message in went.reached):
        yield "a smuggled request reached the origin"
    if any(answer.status == 500 for answer in went.heard.answers):
        yield "a client's fault got a 500"
    if case.expect == "reject" and count:
        yield "it was forwarded"
    if not count and not went.heard.refused and case.expect != "forward-normalized":
        yield f"it was neither refused nor forwarded: {went.heard.raw[:80]!r}"
    if case.expect == "forward-normalized" and (count != case.forward_count if case.forward_count else not count):
        yield f"the origin got {count} requests, the client {went.heard.raw[:80]!r}"
    if count and case.expect != "reject" and (not went.heard.answers or went.heard.answers[0].status >= 400):
        yield f"the origin's answer did not come back: {went.heard.raw[:80]!r}"
    if case.close_after and went.heard.end is End.OPEN:
        yield "the connection stayed open"
    if count:
        yield from _of_forwarded(case, went.reached)


def _of_forwarded(case: RequestCase, reached: Sequence[Message]) -> Iterator[str]:
    first, heads = reached[0], [_lowered(message) for message in reached]
    if case.upstream_target not in (None, first.target) and case.expect != "either":
        yield f"the origin was asked for {first.target!r}"
    if case.upstream_body not in (None, first.body):
        yield f"the origin got the body {first.body[:80]!r}"
    for text in case.upstream_forbid:
        if any(text in head for head in heads):
            yield f"the origin got {text!r}"
    for text in case.upstream_require:
        if not all(text in head for head in heads):
            yield f"the origin did not get {text!r}"


def _of_answer(case: UpstreamCase, heard: Heard) -> Iterator[str]:
    found = heard.answers
    if len(found) > 1:
        yield "more than one answer was sent"
    if not found and not (case.incomplete and heard.end is End.RESET):
        yield f"nothing was answered: {heard.end}"
    for answer in found[:1]:
        yield from _of_kind(case, answer)
        yield from _of_head(case, answer)
        yield from _of_body(case, answer)


def _of_kind(case: UpstreamCase, answer: Message) -> Iterator[str]:
    failed = answer.status >= 500
    if case.expect == "reject" and not (failed and answer.whole) and not (case.incomplete and not answer.whole):
        yield f"a {answer.status} was sent, whole: {answer.whole}"
    if case.expect == "forward-normalized" and not answer.whole:
        yield "the answer was cut"
    if case.expect == "forward-normalized" and failed and answer.status not in case.status:
        yield f"a {answer.status} was sent"
    if case.status and answer.status not in case.status and (answer.whole or not case.incomplete):
        yield f"a {answer.status} was sent"


def _of_head(case: UpstreamCase, answer: Message) -> Iterator[str]:
    head = _lowered(answer)
    for text in case.response_head_forbid:
        if text.lower() in head:
            yield f"{text!r} was in the head"
    for text in case.response_head_require:
        if text.lower() not in head:
            yield f"{text!r} was not in the head"
    cookies = [cookie for cookie in answer.every(b"set-cookie") if not cookie.startswith(_OWN_COOKIE)]
    if case.set_cookie_count not in (None, len(cookies)):
        yield f"{len(cookies)} cookies were set"


def _of_body(case: UpstreamCase, answer: Message) -> Iterator[str]:
    if case.contains.encode() not in answer.body:
        yield f"{case.contains!r} was not in {answer.body[:80]!r}"
    if case.body_len not in (None, len(answer.body)):
        yield f"{len(answer.body)} bytes were sent"
    if case.body_len_max is not None and len(answer.body) > case.body_len_max:
        yield f"{len(answer.body)} bytes were sent"


def _of_origin(case: UpstreamCase, went: Answered) -> Iterator[str]:
    if case.max_attempts is not None and went.attempts > case.max_attempts:
        yield f"the origin was asked {went.attempts} times"
    if case.memory_mib is not None and went.grown_mib > case.memory_mib:
        yield f"memory grew by {went.grown_mib:.0f} MiB"
    for answer in (answer for heard in went.heard for answer in heard.answers):
        same = went.sent is not None and answer.body == went.sent.body
        if 400 <= answer.status < 500 and (went.sent is None or answer.status != went.sent.status):
            yield f"a {answer.status} was sent that the origin did not send"
        if case.verbatim and not same:
            yield f"not verbatim: {answer.body[:80]!r}"
        if case.if_rewritten and not same and answer.status < 500:
            yield from _of_rewritten(case.if_rewritten, answer)


def _of_rewritten(wanted: IfRewritten, answer: Message) -> Iterator[str]:
    said = b", ".join(answer.every(b"cache-control")).decode("latin-1").lower()
    if wanted.cache_control and not any(word in said for word in wanted.cache_control):
        yield f"a changed page says Cache-Control: {said}"
    if wanted.no_strong_etag and any(not tag.startswith(b"W/") for tag in answer.every(b"etag")):
        yield "a changed page bears a strong ETag"
    for name in wanted.no_header:
        if answer.every(name.lower().encode()):
            yield f"a changed page bears {name}"


def goals(case: Case, went: Replayed | Answered) -> list[bool]:
    """Return for each goal of a case whether it was reached."""
    if isinstance(case, UpstreamCase) and isinstance(went, Answered):
        forbidden = [text.replace("@PORT@", str(went.port)).lower() for text in case.response_head_forbid_goal]
        heads = [_lowered(answer) for heard in went.heard for answer in heard.answers]
        return [not any(text in head for head in heads) for text in forbidden]
    assert isinstance(case, RequestCase)
    assert isinstance(went, Replayed)
    heads = [_lowered(message) for message in went.reached]
    reached = [not any(text in head for head in heads) for text in case.upstream_forbid_goal]
    if case.goal:
        reached.append(bool(went.reached) if case.goal == "forward-normalized" else not went.reached)
    return reached


def _lowered(message: Message) -> str:
    return message.head.decode("latin-1").lower() + "\r\n"
