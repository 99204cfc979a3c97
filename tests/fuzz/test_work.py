"""What strangers write is read in one pass: at these lengths a reading that goes back again and again never ends."""

import pytest

from proxy.accept import best, narrowed
from proxy.admission import admitted
from proxy.charset import Charset, charset_of
from proxy.csp import Use, policies
from proxy.edge.access import Line
from proxy.forwarding import client_address, hop
from proxy.headers import passed, personal, upstream
from proxy.hosts import Hosts
from proxy.html.known import Bodies
from proxy.html.read import Reader
from proxy.html.rewrite import Rewriter
from proxy.identify import consent_of, recognize
from proxy.message import Head
from proxy.notation import networks
from proxy.preview import previewed
from proxy.track import asked_of, entry, follows, in_request
from rules.decision import Contract, Edit, Element, Op, Text
from rules.reading import Form, Reading, Source
from tests.support.keys import keys
from tests.support.requests import NOON, SITE

LENGTH = 400_000
EVERYBODY = networks("0.0.0.0/0")

ASKED = [
    *("a", "1", "/", "-", "%", "%41", "@", "a@", " ", ";", ",", "=", "a=1;", "a=1&", "q=0.1,", "a;q=1,", "(", '"', "["),
    *("<", "../", "http://", "1.2.3.4,", "Mozilla/5.0 (", "dv=", "\xe9"),
]  # fmt: skip
ANSWERED = [
    " ",
    ";",
    "'nonce-a' ",
    "default-src x;",
    ";domain=",
    ';charset="',
    "http://127.0.0.1:8081",
    "a",
    "//",
    "no-store,",
]
WRITTEN = [
    *("<", ">", "<!--", "<b>", "</b>", "<p a=1 ", "<a ", "a=", "&", "&#", '"', "'", " ", "\n", "1,", "<table>"),
    *("<script>", "</", "<!", "<td>", "<b><p>", "<svg>", "<template>", "<textarea>", "<!-- -->", "-", "\xa0"),
]  # fmt: skip
FIELDS = (
    *("Cookie", "X-Forwarded-For", "Accept-Encoding", "Accept-Language", "Referer", "User-Agent", "Connection", "Host"),
    *("Sec-Fetch-Dest", "Content-Type", "Expect", "Accept", "Forwarded", "X-A"),
)  # fmt: skip
TARGET = Element("target", "#t", Contract.EXACTLY_ONE)
READINGS = {
    "text": Reading(Source.CSS, "p"),
    "money": Reading(Source.CSS, "#t", Form.MONEY, total=True),
    "linked": Reading(Source.JSON_LD, "Product.name"),
}


def long(unit: str) -> str:
    return unit * (LENGTH // len(unit))


@pytest.mark.parametrize("unit", ASKED)
def test_a_request(unit: str) -> None:
    value = long(unit)
    raw = value.encode("latin-1")
    fields = ((b"Host", b"shop.test"), *((name.encode(), raw) for name in FIELDS))
    for head in (
        Head("GET", "/", fields),
        Head("GET", "/" + value, fields[:1]),
        Head("GET", "/?" + value, fields[:1]),
        Head("POST", "/basket/add", fields[:1], form=raw),
    ):
        admitted(head, (1, 1), frozenset())
        client_address("127.0.0.1", head.headers, EVERYBODY)
        it = asked_of(head, SITE)
        assert upstream(head, hop("127.0.0.1", EVERYBODY), followed=follows(head, SITE))
        assert len(entry(it, NOON).detail["path"]) <= 200
        assert not in_request(it).keys() & {"order.number"}
        assert not consent_of(head, SITE, NOON).granted
        assert recognize(keys(), head, NOON, secure=False) is None
        assert previewed(keys(), head, NOON, secure=False) is None
        assert len(str(Line("id", "GET", head.target, "127.0.0.1"))) < 4000
    assert best(value) in ("", "gzip")
    assert narrowed(value)


@pytest.mark.parametrize("unit", ANSWERED)
def test_an_answers_fields(unit: str) -> None:
    raw = long(unit).encode("latin-1")
    names = (b"Content-Security-Policy", b"Set-Cookie", b"Location", b"Link", b"Cache-Control", b"Vary", b"Connection")
    headers = tuple((name, raw) for name in names)
    hosts = Hosts("127.0.0.1:8081", "http://shop.test")
    assert len(hosts.outward(hosts.located(passed(headers)))) == len(personal(headers, "", 1)) - 1
    found = policies(headers, "http://shop.test")
    assert not found.allows_own(Use.SCRIPT, "/x") or not found.nonce(Use.SCRIPT)
    assert charset_of(long(unit), raw) in (None, charset_of("", raw))


@pytest.mark.parametrize("where", ["{}<p id=t>%</p>", "<p id=t>%{}</p>", "<p id=t>%</p>{}", "<p id=t title='{}'>%</p>"])
@pytest.mark.parametrize("unit", WRITTEN)
def test_a_page(unit: str, where: str) -> None:
    filled = where.format(long(unit))
    rewriter, reader = Rewriter(Bodies(10**8)), Reader(Bodies(10**8))
    edit = Edit(TARGET, Op.FILL, Text("words"), rule="rule")
    for token in ("first", "second", "third"):
        body = filled.replace("%", token).encode()
        found = rewriter.rewrite(body, Charset("utf-8"), [edit])
        assert found.touched.keys() | found.refused.keys() == {"rule"}
        reader.read(body, Charset("utf-8"), READINGS, ",")
