"""What holds for any page that comes with other values each time: a template gives what a parser would give."""

from collections.abc import Sequence

from hypothesis import event, given, settings
from hypothesis import strategies as st

from proxy.charset import Charset
from proxy.hosts import Hosts
from proxy.html.known import Bodies
from proxy.html.links import Links
from proxy.html.read import Reader
from proxy.html.rewrite import Rewriter
from proxy.html.shelf import Family
from proxy.html.trust import Trust
from rules.decision import Contract, Edit, Element, Op, Slices, Text
from rules.reading import Form, Reading, Source
from tests.support.strategies import PIECES, charsets, edits

BUDGET = 10**7
HOSTS = Hosts("own.example", "https://www.shop.example")

SLOTS = [
    '<input value="{}">', "<input value='{}'>", "<input value={}>", "<input type={}>", '<a href="/x?t={}" href=y>x</a>',
    "<a href=y href='{}'>x</a>", "<p>{}</p>", "<p> {} \n<b>x</b></p>", "<p>{}", "{}", "<td>{}</td>", "<li class=x>{}",
    "<script>var t = '{}', n = {};</script>", "<script>{}</script>", '<script>if (a < b) t = "{}"</script>',
    "<script><!--\nt='{}' //--></script>", "<script><!-- <script> '{}' </script> --></script>", "<style>{}</style>",
    '<script type="application/ld+json">{{"@type": "P", "n": "{}", "m": {}}}</script>', "<textarea>{}</textarea>",
    "<textarea>\n{}</textarea>", "<title>{}</title>", "<!-- {} -->", "<!--{}-->", "<!-- took {} s, '{}' -->",
    "<?x {} ?>",
    "<![CDATA[ {} ]]>", "<svg><![CDATA[{}]]></svg>", "<svg><title>{}</title><path d={}/></svg>", "<pre>{}</pre>",
    "<pre>\n{}</pre>", "</p {}>", '</p x="{}">', "<{}>", "<i {}>", "<i {}=x>", '<div id="{}">', '<div class="x {}">',
    "<table>{}</table>", "<table><tr>{}<td>x</table>", "<select>{}<option value={}>{}</select>", "<plaintext>{}",
    "<noscript><img src='{}'></noscript>", "<template><p title='{}'>{}</p></template>", "<body title='{}'>",
    "<frameset>{}</frameset>", "<b><p title='{}'></b>{}</p>", "<a title='{}'><a title=x>", "<iframe>{}</iframe>",
    "<div id=a>{}</div>", "<div id=a><b>{}</b> of {}</div>", "<p class=x title='{}'>x</p>", '<li title="{}">{}</li>',
    "<math><annotation-xml encoding='{}'><p>x</p></annotation-xml></math>", "<p>&am{};</p>", "<!doctype {}>",
    "<div title='&#1{};' lang={}>é</div>", "<li><b>{}</b></li><li><b>x</b></li>", "<html lang='{}'>",
    "</body>{}</html>",
]  # fmt: skip
"""Markup in which a value stands, each in another state of a parser."""

_TAME = ["a", "bc", "12", "4.50", "Qx7+/=", "two words", "x-y", "1,234.5", "token_0815", "a-token-of-28-bytes-or-so=="]
_NASTY = [
    *("", " ", "\n", "\n x", "x ", "é", "€ 5", "表", "£", "&amp;", "&eacute;", "&#32;", "&#10;x", "&#17;", "&#0;"),
    *('"', "'", "<", ">", "</", "<b>", "-->", "--", "--!", "-", "!", "->", "/", "x/", "=", "`", "</script>", "<!--"),
    *("&lt", "&", "]]>"),
    *("\0", "\x11", "\x0b", "\r\n", "\f", "x\ty", "7", "7;", "hidden", "a b=c", "<script", "p", "x new", "\\", "1.5e3"),
    *("X", "y a", "b x", "&#120;"),
]


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, ...]:
    """Return the parts of a page between which values come."""
    form = "".join(draw(st.lists(st.sampled_from([*SLOTS, *SLOTS, *PIECES]), min_size=1, max_size=5)))
    return tuple(part.replace("{{", "{").replace("}}", "}") for part in form.replace("{}", "\ue000").split("\ue000"))


@st.composite
def bodies(draw: st.DrawFn) -> list[str]:
    """Return the bodies of one page: two that differ in tame values alone, and others with one that may be nasty."""
    parts = draw(pages())
    gaps = len(parts) - 1
    rows = draw(st.lists(st.lists(st.sampled_from(_TAME), min_size=gaps, max_size=gaps), min_size=6, max_size=8))
    for row in rows[2:] if gaps else []:
        row[draw(st.integers(0, gaps - 1))] = draw(st.sampled_from([*_NASTY, *_TAME]))
    return ["".join(a + b for a, b in zip(parts, [*row, ""], strict=True)) for row in rows]


_CSS = ["#a", ".x", "p", "li", "div", "[value]", "[title='a']", "p:has(b)", "li:nth-child(2)", "p:empty", "[id]", "td"]
_READ = ["#a", ".x", "p", "li", "title", "script", "p:first-child", "[title='a']", "textarea", "body", "pre", "table"]


@st.composite
def wanted(draw: st.DrawFn) -> list[Edit]:
    more = st.builds(
        lambda css, op: Edit(Element(css, css, Contract.ANY), op, None if op is Op.REMOVE else Text("new"), rule=css),
        st.sampled_from(_CSS),
        st.sampled_from([Op.REMOVE, Op.FILL, Op.AFTER, Op.BEFORE, Op.APPEND]),
    )
    sort = Edit(Element("ul", "ul,body", Contract.ANY), Op.FILL, Slices("li", ("x", "a"), key="b"), rule="sort")
    return draw(st.lists(st.one_of(edits(), more, more, st.just(sort)), min_size=1, max_size=3))


readings = st.fixed_dictionaries(
    {
        "first": st.builds(Reading, st.just(Source.CSS), st.sampled_from(_READ), st.sampled_from(Form)),
        "attribute": st.builds(
            Reading,
            st.just(Source.CSS),
            st.sampled_from(_READ),
            st.sampled_from(Form),
            st.sampled_from(["title", "value", "href", "id", "class", "lang"]),
            st.booleans(),
        ),
        "sum": st.just(Reading(Source.CSS, "li,p,td,b", Form.MONEY, total=True)),
        "linked": st.builds(Reading, st.just(Source.JSON_LD), st.sampled_from(["P.n", "P.m"]), st.sampled_from(Form)),
    }
)


def alike(variants: Sequence[str], charset: Charset, asked: Sequence[Edit], read: dict[str, Reading]) -> None:
    """Assert that each body is read and rewritten as by somebody who has never seen another one."""
    together = Bodies(BUDGET)
    reader, rewriter = Reader(together), Rewriter(together)
    rewriter.trust = Trust(first=10**9)
    for html in variants:
        body = html.encode("utf-8") if charset.name == "utf-8" else charset.encode(html)
        met = together.meet(body, charset, Family("/"))
        told, result = reader.read(body, charset, read, "."), rewriter.rewrite(body, charset, asked)
        event(f"{met.meeting}, then {together.seen(body, charset).meeting}")
        new = Bodies(BUDGET)
        assert told == Reader(new).read(body, charset, read, ".")
        alone = Rewriter(new).rewrite(body, charset, asked)
        assert (result.html, result.touched, result.refused) == (alone.html, alone.touched, alone.refused)


@settings(max_examples=500, deadline=None)
@given(bodies(), charsets, wanted(), readings)
def test_a_template_gives_what_a_parser_would_give(
    variants: list[str], charset: Charset, asked: list[Edit], read: dict[str, Reading]
) -> None:
    alike(variants, charset, asked, read)


@settings(max_examples=100, deadline=None)
@given(bodies(), charsets)
def test_links_are_mapped_as_a_parser_would_find_them(variants: list[str], charset: Charset) -> None:
    together = Bodies(BUDGET)
    for html in variants:
        body = charset.encode(f"<base href=http://own.example/>{html}<a href='//own.example/x'>x</a>")
        event(together.meet(body, charset, Family("/")).meeting)
        assert Links(together).mapped(body, charset, HOSTS) == Links(Bodies(BUDGET)).mapped(body, charset, HOSTS)
