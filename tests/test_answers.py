"""What visitors type into forms of rules, end to end: it reaches the system that the rule names, and no other place."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.support.devanture import Devanture, started_devanture
from tests.support.receiver import Receiver, eventually, running_receiver
from tests.support.small_shop import small_shop

SITE = """\
version: 1
pages:
  home: {{ path: / }}
elements:
  body: {{ css: body, expect: exactly_one }}
consent:
  cookie: {{ name: ok, personalise: {{ has: "1" }}, marketing: {{ has: "m" }} }}
webhooks:
  support: {{ url: "{url}", unencrypted: true, timeout: 2 seconds }}
"""

FRAME = """\
- id: {id}
  name: A form
  why: A test
  learn: A test
  status: live
  where: {{ page: home }}
  consent: marketing
  do: [ {do} ]
  expect: [ {{ given: {{ page: home }}, then: {{ unchanged: false }} }} ]
"""

ASK = "{ ask: { question: 'Well?', into: body, at: end, happy: 'Yes', unhappy: 'No', to: support } }"
CALL = "{ help: { by: call, say: 'A call?', into: body, at: end, to: support, notice: notice } }"
FORM = "{ insert: { into: body, at: end, fragment: form } }"
CAPTURE = "  capture: { email: { purpose: marketing, keep: 30 days, notice: notice, to: support } }\n"

FRAGMENTS = {
    "notice": "<p>For this alone.</p>",
    "form": '<form method="dialog" data-dv-tell="capture"><label for="m">Mail</label>'
    '<input id="m" type="email" name="email" required></form>',
}

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
    "Accept": "text/html",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody on the home page: the cookies of his browser, and the ticket of the page."""

    devanture: Devanture
    cookie: str
    ticket: str

    def answers(self, rule: str, what: str, **fields: str) -> int:
        """Send what our script sends; return the status that it is answered with."""
        events = [{"kind": "answered", "rule": rule, "what": what, "fields": fields}]
        headers = {**BROWSER, "Cookie": self.cookie, "Content-Type": "application/json"}
        body = json.dumps({"ticket": self.ticket, "events": events}).encode()
        asked = Request(f"{self.devanture.url}/.devanture/beacon", body, headers)
        try:
            with urlopen(asked, timeout=30) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def devanture(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Devanture]:
    site = tmp_path_factory.mktemp("site")
    (site / "fragments").mkdir()
    for name, markup in FRAGMENTS.items():
        (site / "fragments" / f"{name}.html").write_text(markup, "utf-8")
    (site / "site.yaml").write_text(SITE.format(url=receiver.url), "utf-8")
    rules = (FRAME.format(id=id_, do=do) for id_, do in (("how", ASK), ("call", CALL), ("mail", FORM)))
    (site / "rules.yaml").write_text("".join(rules) + CAPTURE, "utf-8")
    with small_shop() as shop, started_devanture(shop, site) as devanture:
        yield devanture


@pytest.fixture
def visitor(devanture: Devanture) -> Visitor:
    """Somebody new, who agreed to everything."""
    asked = Request(f"{devanture.url}/", headers={**BROWSER, "Cookie": "ok=1m"})
    with urlopen(asked, timeout=30) as answer:
        page = answer.read().decode()
        ours = str(answer.headers["Set-Cookie"]).partition(";")[0]
    ticket = re.search(r'data-ticket="([^"]+)"', page)
    assert ticket
    return Visitor(devanture, f"ok=1m; {ours}", ticket[1])


def told(receiver: Receiver, kind: str, value: str) -> list[object]:
    """Return what the receiver took of a kind that holds this value."""
    taken = [one.told for one in receiver.taken if one.told["type"] == kind]
    return [one["data"] for one in taken if value in json.dumps(one["data"])]


@pytest.mark.parametrize(
    ("answer", "kind", "value"),
    [
        (("how", "feedback", {"words": "The sole came off: canary-1"}), "feedback", "canary-1"),
        (("call", "help", {"phone": "+33 2 99 00 11 22"}), "call_back", "+33 2 99 00 11 22"),
        (("mail", "capture", {"email": "ada.canary@shop.example"}), "email_captured", "ada.canary@shop.example"),
    ],
    ids=["words", "number", "address"],
)
def test_what_is_typed_reaches_who_the_rule_names(
    receiver: Receiver, visitor: Visitor, answer: tuple[str, str, dict[str, str]], kind: str, value: str
) -> None:
    rule, what, fields = answer
    assert visitor.answers(rule, what, **fields) in (200, 204)
    eventually(lambda: told(receiver, kind, value))
    (data,) = told(receiver, kind, value)
    assert isinstance(data, dict)
    assert (data["rule"], bool(data["visitor"])) == (rule, True)
    assert value not in visitor.devanture.log


@pytest.mark.parametrize(
    ("rule", "what", "fields"),
    [
        ("how", "feedback", {"words": " "}),
        ("how", "ask", {"answer": "delighted-canary"}),
        ("how", "help", {"phone": "+33 2 99 00 11 99"}),
        ("call", "help", {"phone": "canary"}),
        ("mail", "capture", {"email": "canary"}),
        ("nobody", "ask", {"answer": "happy"}),
    ],
)
def test_what_was_never_asked_reaches_nobody(
    receiver: Receiver, visitor: Visitor, rule: str, what: str, fields: dict[str, str]
) -> None:
    before = len(receiver.tries)
    assert visitor.answers(rule, what, **fields) == 400
    # what is sent leaves in its order: once this one has come, nothing else is on its way
    assert visitor.answers("call", "help", phone="+33 2 99 12 34 56") in (200, 204)
    eventually(lambda: len(receiver.tries) > before)
    assert "canary" not in "".join(one.body.decode() for one in receiver.tries[before:])


def test_who_takes_his_consent_back_before_he_sends_it_is_not_heard(receiver: Receiver, visitor: Visitor) -> None:
    changed = replace(visitor, cookie=visitor.cookie.replace("ok=1m", "ok=1"))
    before = len(receiver.tries)
    assert changed.answers("mail", "capture", email="canary@shop.example") in (200, 204)
    assert visitor.answers("call", "help", phone="+33 2 99 77 88 99") in (200, 204)
    eventually(lambda: told(receiver, "call_back", "77 88 99"))
    assert "canary" not in "".join(one.body.decode() for one in receiver.tries[before:])


def test_a_mere_answer_is_told_to_nobody(receiver: Receiver, visitor: Visitor) -> None:
    assert visitor.answers("how", "ask", answer="happy") in (200, 204)
    assert visitor.answers("call", "help", phone="+33 2 99 65 43 21") in (200, 204)
    eventually(lambda: told(receiver, "call_back", "65 43 21"))
    assert "rated" not in {str(one.told["type"]) for one in receiver.taken}
