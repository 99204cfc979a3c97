"""Naughty strings, said by every action in every place of a page, change nothing but the words themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from proxy.charset import Charset
from proxy.html.known import Bodies
from proxy.html.rewrite import Rewriter, Rewritten
from rules.catalogue import Catalogue, Product
from rules.codes import Pool
from rules.coming import Coming
from rules.context import Context, Place
from rules.decision import Edit, Element
from rules.language.doing import ACTIONS
from rules.language.names import Names
from rules.language.problem import RulebookError
from rules.language.template import compile_fragment
from rules.language.word import find
from rules.rulebook import Action
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.fuzz import examples
from tests.support.naughty import NAUGHTY
from tests.support.words import NOW

FRAGMENTS: Mapping[str, str] = {
    "text": "<em class=ours>{{ place.city }}</em>",
    "attribute": "<em class=ours title=\"{{ place.city }}\" data-a='{{ place.city | lower }}'>x</em>",
    "link": '<a class=ours href="/s?q={{ place.city | urlencode }}#{{ place.city | urlencode }}">x</a>',
    "field": '<em class=ours><textarea>{{ place.city }}</textarea><input value="{{ place.city }}"></em>',
    "default": '<em class=ours>{% if place.city %}{{ place.city | default("x") | truncate(30) }}{% endif %}</em>',
    "row": "<tr class=ours><td>{{ place.city }}</td></tr>",
    "given": "<em class=ours>{{ values.words }}</em>",
    "drawing": "<svg class=ours><title>{{ place.city }}</title><text>{{ place.city }}</text></svg>",
    "past": "<em class=ours>{{ search }} {{ visitor.interest }} {{ basket.coupon }} {{ page.title }}</em>",
    "code": "<em class=ours>{{ code }} <b>{{ code.until }}</b></em>",
    "count": '<em class=ours><progress max="{{ goal }}" value="{{ done }}"></progress>{{ basket.coupon }}</em>',
    "card": '<li class=ours title="{{ product.title }}">{{ product.title }}<i>{{ product.description }}</i></li>',
    "list": "<ul class=ours>{% for product in products %}<li>{{ product.category }}</li>{% endfor %}</ul>",
}

HELD = "var a = '</p>';"
PLACES: Mapping[str, str] = {
    "a block": "<div id=t>old</div>",
    "a paragraph": "<p id=t>old</p><p>next",
    "an unclosed item": "<ul><li id=t>old<li>next</ul>",
    "a cell": "<table><tr><td id=t>old<td>next</table>",
    "a row": "<table><tbody><tr id=t><td>old</td></tr></tbody></table>",
    "a table": "<table id=t><tr><td>old</table>",
    "an option": "<select><option id=t>old<option>next</select>",
    "a link": "<a id=t href=/x>old</a>",
    "a field": "<form><input id=t value=old></form>",
    "an area of text": "<textarea id=t>old</textarea>",
    "a picture": "<img id=t src=old alt='old'>",
    "preformatted text": "<pre id=t>\nold</pre>",
    "a script": f"<script id=t>{HELD}</script>",
    "a style": "<style id=t>p > a {}</style>",
    "a title in the body": "<title id=t>old</title>",
    "no script": "<noscript id=t><p>old</p></noscript>",
    "a drawing": "<svg><text id=t>old</text></svg>",
    "a formula": "<math><mi id=t>old</mi></math>",
    "a template": "<template><p id=t>old</p></template>",
    "between comments": "<!-- <p> --><b id=t>old</b><!-- </b> -->",
    "bare attributes": "<b id=t title=old data-x=old onclick=go('x') style=color:red>old</b>",
    "quoted attributes": "<b id=t title='old' data-x=\"old\" onclick=\"go('x')\">old</b>",
    "misnested": "<p><b><i id=t>old</b></i></p>",
    "a frame": "<iframe id=t srcdoc='<p>old'>old</iframe>",
}
PAGE = (
    "<!doctype html><html><head><title>shop</title></head><body class=page><h1>a</h1>{}<p title=b>c</p></body></html>"
)

SAYINGS: Mapping[str, tuple[str, object]] = {
    "text": ("text", {"in": "target", "say": "To {{ place.city }}"}),
    "bare text": ("text", {"in": "target", "say": "{{ place.city }}"}),
    "title": ("attribute", {"on": "target", "name": "title", "value": "{{ place.city }}"}),
    "data-x": ("attribute", {"on": "target", "name": "data-x", "value": "{{ place.city }}"}),
    "value": ("attribute", {"on": "target", "name": "value", "value": "{{ place.city }}"}),
    "href": ("attribute", {"on": "target", "name": "href", "value": "/s?q={{ place.city | urlencode }}"}),
    "image": ("image", {"on": "target", "src": "/i/{{ place.city | urlencode }}.png", "alt": "{{ place.city }}"}),
    "products": ("products", {"into": "target", "card": "card", "from": "best"}),
    "a list of products": ("products", {"into": "target", "card": "list", "from": "best"}),
    **{
        f"insert {name} at {at}": ("insert", {"into": "target", "at": at, "fragment": name})
        for name in ("text", "attribute", "link", "field", "default", "row", "drawing", "past")
        for at in ("before", "start", "end", "after")
    },
    **{f"replace by {name}": ("replace", {"element": "target", "with": name}) for name in ("text", "attribute", "row")},
    "insert what is given": ("insert", {"into": "target", "at": "end", "fragment": "given"}),
    "banner on top": ("banner", {"fragment": "attribute"}),
    "banner in front": ("banner", {"fragment": "text", "at": "target", "dismissible": True}),
    "pop-up": ("popup", {"fragment": "field", "title": "{{ place.city }}"}),
    "progress": ("progress", {"fragment": "count", "into": "target", "goal": 3, "of": "cart.items"}),
    "a code": ("give_code", {"pool": "p", "expires": "1 day", "into": "target", "at": "end", "fragment": "code"}),
    "shake": ("shake", "target"),
    "hide": ("hide", "target"),
    "class": ("class", {"on": "target", "add": ["new"], "remove": ["old"]}),
}

NAMES = Names(
    elements={"target": Element("target", "#t")},
    pools={"p": Pool("p", "codes.csv")},
    fragments={name: compile_fragment(f"fragments/{name}.html", text) for name, text in FRAGMENTS.items()},
)

charsets = st.sampled_from([Charset(name) for name in ("utf-8", "windows-1252", "shift_jis", "gb18030", "euc-kr")])


def saying(words: str, name: str) -> tuple[Edit, ...]:
    """Return the edits of one of the sayings for somebody whose every value is these words."""
    products = (Product("1", words or "x", "/p/1", "/i.png", Decimal(1), "EUR", words, description=words),)
    names = replace(NAMES, catalogue=Catalogue.of(products, {"best": ("1",)}))
    word, value = SAYINGS[name]
    if isinstance(value, dict) and value.get("fragment") == "given":
        value = {**value, "values": {"words": words}}
    entry = find(ACTIONS, word)
    assert entry is not None
    action: Action = entry.adapter.validate_python(entry.kind.fields(word, value), context=names)  # type: ignore[assignment]
    past = (Event(Kind.SEEN, "/", NOW - 60, {"category": words}), Event(Kind.SEARCHED, words, NOW - 50))
    visitor = Visitor().after_all(
        (*past, Event(Kind.BASKET, "", NOW - 40, {"coupon": words, "items": "1", "value": "2"}))
    )
    code = Coming("code.p", words, "2026-11-25")
    context = Context(NOW, visitor=visitor, place=Place(city=words), facts={"product.title": words}, code=code)
    return tuple(replace(edit, rule="rule") for edit in action.edits(context))


def shape(html: bytes, charset: Charset) -> list[object]:
    """Return the tree of a page: tags, names of attributes, and every text and value that is not ours to choose."""
    tree = LexborHTMLParser(charset.decode(html), scripting=True)
    assert tree.root is not None
    return list(_shape(tree.root, ours=False))


def _shape(node: LexborNode, *, ours: bool) -> Sequence[object]:
    if node.tag == "-text":
        return () if ours else [node.text_content]
    attributes = node.attributes
    mine = ours or attributes.get("class") in ("ours", "dv-popup") or attributes.get("id") == "t"
    kept: list[object] = [node.tag, *(sorted(attributes) if mine else sorted(map(str, attributes.items())))]
    for child in node.iter(include_text=True):
        kept += _shape(child, ours=mine)
    return [*kept, f"/{node.tag}"]


def rewritten(page: bytes, charset: Charset, name: str, words: Sequence[str]) -> Sequence[Rewritten]:
    """Return what several visitors get, one after another, whose plans are remembered between them."""
    rewriter = Rewriter(Bodies(10**6))
    return [rewriter.rewrite(page, charset, saying(each, name)) for each in words]


def unharmed(page: bytes, charset: Charset, name: str, naughty: str) -> None:
    harmless, found = rewritten(page, charset, name, ["word", naughty])
    if found.refused or not found.touched:
        assert found.html is page
    elif name == "hide" or b"ours" not in harmless.html or _is_there(harmless.html):
        assert not harmless.refused
        assert shape(found.html, charset) == shape(harmless.html, charset)


def _is_there(html: bytes) -> bool:
    """Tell whether what is inserted stands in the tree: a row outside of tables is its text alone."""
    return LexborHTMLParser(html).css_first(".ours") is not None


@pytest.mark.parametrize("place", PLACES)
def test_all_of_them_together_change_no_tree(place: str) -> None:
    page = PAGE.format(PLACES[place]).encode()
    for name in SAYINGS:
        unharmed(page, Charset("utf-8"), name, "x" + " ".join(NAUGHTY) + "x")


@examples(150)
@given(
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(sorted(SAYINGS)),
    st.lists(st.sampled_from(NAUGHTY), min_size=1, max_size=3),
    charsets,
)
def test_each_of_them_changes_no_tree(place: str, name: str, texts: list[str], charset: Charset) -> None:
    unharmed(PAGE.format(PLACES[place]).encode(), charset, name, "x" + "".join(texts) + "x")


@pytest.mark.parametrize(
    "markup",
    [
        "<script>var a = '{{ place.city }}';</script>",
        "<style>p { color: {{ place.city }} }</style>",
        "<!-- {{ place.city }} -->",
        "<b title={{ place.city }}>x</b>",
        "<b onclick=\"go('{{ place.city }}')\">x</b>",
        '<b style="color: {{ place.city }}">x</b>',
        '<b id="{{ place.city }}">x</b>',
        "<b {{ place.city }}>x</b>",
        "<{{ place.city }}>x",
        '<a href="{{ place.city }}">x</a>',
        '<a href="{{ place.city | urlencode }}">x</a>',
        '<a href="/s?q={{ place.city }}">x</a>',
        '<a href="javascript:go({{ place.city | urlencode }})">x</a>',
        '<img srcset="{{ place.city }}">',
        '<iframe srcdoc="{{ place.city }}"></iframe>',
        '<meta http-equiv=refresh content="{{ place.city }}">',
        '<svg><set attributeName=href to="{{ place.city }}"></set></svg>',
        "<b>{{ place.city | safe }}</b>",
    ],
)
def test_where_no_escaping_helps_no_value_may_stand(markup: str) -> None:
    with pytest.raises(RulebookError):
        compile_fragment("fragments/it.html", markup)


@pytest.mark.parametrize("name", ["onclick", "style", "srcdoc", "srcset", "id", "content", "nonce", "formaction"])
def test_no_rule_writes_a_value_where_it_runs(name: str) -> None:
    entry = find(ACTIONS, "attribute")
    assert entry is not None
    asked = {"on": "target", "name": name, "value": "{{ place.city }}"}
    with pytest.raises(ValueError, match=r"value|runs"):
        entry.adapter.validate_python(entry.kind.fields("attribute", asked), context=NAMES)
