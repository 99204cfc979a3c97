import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from rules.language.problem import RulebookError
from rules.language.template import compile_fragment
from tests.support.fragments import faults, grouped, said, sound


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words alone &amp; &lt;",
        "<p>a<br>b<img src='/a.png' alt=''></p>",
        "<P>a</p ><DIV CLASS = x></DIV>",
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        "<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>",
        "<p><button><p>scoped</p></button></p>",
        "<svg viewBox='0 0 1 1'><path d='M0 0'/><g/></svg>",
        "<a href=/plain>x</a><input disabled><br/>",
        "<!-- words --><p>a</p><!---->",
        "<textarea>{{ search }}</textarea><style>p > b { color: red }</style><script>a < b</script>",
        "{% if search %}<b>x</b>{% elif place.city %}<i>y</i>{% else %}z{% endif %}",
        "<ul>{% for p in products %}<li>{{ p.title }}</li>{% endfor %}</ul>",
        "<dl><dt>a</dt><dd>b</dd></dl>",
        "{# <div> #}<p>note</p>",
    ],
)
def test_what_closes_all_it_opens_is_sound(text: str) -> None:
    assert sound(text)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("<div>", ["<div"]),
        ("</div>", ["</div>"]),
        ("<div><p>x</div>", ["<p"]),
        ("<b><i>x</b></i>", ["<i", "</i>"]),
        ("<p>x</p></div><span>", ["</div>", "<span"]),
        ("<ul><li>a<li>b</ul>", ["<li", "<li", "<li"]),
        ("a</br>", ["</br>"]),
        ("<div/>", ["<div"]),
        ("<div>{% if search %}</div>{% endif %}", ["<div", "</div>"]),
        ("{% if search %}<div>{% endif %}</div>", ["<div", "</div>"]),
        ("{% if search %}<b>{% else %}</b>{% endif %}", ["<b", "</b>"]),
        ("{% for p in products %}<li>{% endfor %}", ["<li"]),
        ("<p><div>x</div></p>", ["<div"]),
        ("<p><b><ul></ul></b></p>", ["<ul"]),
        ("<p>a<p>b</p></p>", ["<p"]),
        ("<a href='/'>x<a href='/'>y</a></a>", ["<a"]),
        ("<table><tr><td>a<td>b</td></td></tr></table>", ["<td"]),
        ("<script>x", ["<script"]),
        ("<textarea>x</textareas>", ["<textarea"]),
    ],
)
def test_what_stays_open_or_closes_too_much_is_marked(text: str, marked: list[str]) -> None:
    found = faults(text)
    assert {code for code, _ in found} == {"unbalanced"}
    assert [characters for _, characters in found] == marked


@pytest.mark.parametrize(
    "text",
    [
        "5 < 6",
        "<!doctype html>",
        "<!-- a -- b -->",
        "<!--> x -->",
        "<![CDATA[x]]>",
        "<?php ?>",
        "<p class=a'b>x</p>",
        '<p class="a"id="b">x</p>',
        "<p <b>x</b></p>",
        "<p",
        "<body>",
        "<base href='/'>",
        "<script><!-- x --></script>",
        "<textarea><b></textarea>",
        "<svg><style><b></style></svg>",
    ],
)
def test_what_browsers_could_read_otherwise_is_refused(text: str) -> None:
    assert "markup" in {code for code, _ in faults(text)}


@pytest.mark.parametrize(
    "text",
    [
        '<p class="a {{ search }} b">x</p>',
        "<p title='{{ search }}' data-city=\"{{ place.city }}\" aria-label='{{ search }}'>x</p>",
        '<a href="{{ product.link }}?from=us"><img src="{{ product.image }}" alt=""></a>',
        '<a href="/s?q={{ search | urlencode }}&n={{ basket.items }}">x</a>',
        '<a href="https://shop.example/{{ place.country }}">x</a>',
        '<form action="search/{{ search | urlencode }}"><input name="q" value="{{ search }}"></form>',
        '<p class="{{ "a" if place.city else "b" }}">x</p>',
    ],
)
def test_values_stand_in_text_and_in_quotes(text: str) -> None:
    assert sound(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<p class={{ search }}>x</p>", "value-in-tag"),
        ("<p class=a{{ search }}>x</p>", "value-in-tag"),
        ("<p {{ search }}>x</p>", "value-in-tag"),
        ("<p {{ search }}='a'>x</p>", "value-in-tag"),
        ("<p data-{{ search }}='a'>x</p>", "value-in-tag"),
        ("<{{ search }}>x</p>", "value-in-tag"),
        ("<b{{ search }}>x</b>", "value-in-tag"),
        ("<p {% if search %}hidden{% endif %}>x</p>", "value-in-tag"),
        ("<p class='{% if search %}a{% endif %}'>x</p>", "value-in-tag"),
        ("<textarea>{% if search %}a{% endif %}</textarea>", "value-in-tag"),
        ("<script>a = '{{ search }}'</script>", "value-in-script"),
        ("<script>{% if search %}a(){% endif %}</script>", "value-in-script"),
        ("<style>p { color: {{ search }} }</style>", "value-in-script"),
        ("<iframe>{{ search }}</iframe>", "value-in-script"),
        ("<!-- {{ search }} -->", "value-in-script"),
        ("<script>a{# b #}</script>", "value-in-script"),
        ("<p onclick='{{ search }}'>x</p>", "value-in-attribute"),
        ("<p ONCLICK='{{ search }}'>x</p>", "value-in-attribute"),
        ("<p style='color: {{ search }}'>x</p>", "value-in-attribute"),
        ("<p id='{{ search }}'>x</p>", "value-in-attribute"),
        ("<img srcset='{{ product.image }} 2x'>", "value-in-attribute"),
        ("<iframe srcdoc='{{ search }}'></iframe>", "value-in-attribute"),
        ("<iframe src='{{ product.link }}'></iframe>", "value-in-attribute"),
        ("<script src='{{ product.link }}'></script>", "value-in-attribute"),
        ("<meta content='{{ search }}'>", "value-in-attribute"),
        ("<svg><set values='{{ search }}'/></svg>", "value-in-attribute"),
        ("<a xlink:href='{{ product.link }}'>x</a>", "value-in-attribute"),
    ],
)
def test_values_stand_nowhere_else(text: str, code: str) -> None:
    assert [found for found, _ in faults(text)] == [code]


@pytest.mark.parametrize(
    "address",
    [
        "{{ search }}",
        " {{ product.link }}",
        "{{ search | urlencode }}",
        "{{ place.country }}/a",
        "{{ product.link | lower }}",
        "java{{ search | urlencode }}",
        "javascript:a('{{ search | urlencode }}')",
        "&#106;avascript:{{ search | urlencode }}",
        "/{{ search | urlencode }}",
        "//{{ search | urlencode }}",
        "//shop{{ search | urlencode }}/",
        "https://{{ search | urlencode }}",
        "https://a@{{ search | urlencode }}/",
        "https:{{ search | urlencode }}",
        "\\\\{{ search | urlencode }}",
        "/s?q={{ search }}",
        "/s?q={{ search | upper }}",
        "/go?to={{ product.link }}",
        "{# x #}{{ search | urlencode }}",
    ],
)
def test_no_value_chooses_where_an_address_leads(address: str) -> None:
    assert [code for code, _ in faults(f'<a href="{address}">x</a>')] == ["value-in-address"]


def test_the_sentences_name_the_way_out() -> None:
    assert said("<p>\n<div>x</div></p>") == ["<div> ends the <p> of line 1: browsers do not let it stand in there"]
    assert said("<i/>") == ['browsers overlook the "/" of <i/>: write <i></i>']
    assert said("<p>5 < 6</p>") == ['this "<" begins no tag: write "&lt;" for the sign itself']
    assert said("{% if search %}<b>{% endif %}") == [
        "<b> is opened here and never closed: write </b> before {% endif %}"
    ]


FLOW = ("p", "div", "h1", "b", "a", "i", "nobr", "ul", "li", "dl", "dd", "form", "button", "select", "option", "ruby")
TABLES = (
    "table",
    "caption",
    "tbody",
    "tr",
    "td",
    "svg",
    "path",
    "foreignObject",
    "desc",
    "math",
    "mi",
    "annotation-xml",
)
TEXTS = ("script", "style", "title", "textarea", "noscript", "template", "object", "details", "summary")
TAGS = st.sampled_from((*FLOW, *TABLES, *TEXTS))
LEAVES = st.sampled_from(
    [
        "x",
        "<br>",
        "<!-- a -->",
        "<path/>",
        "<input>",
        "&lt;",
        "{# a #}",
        "{{ values.a }}",
        "</p>",
        "<td>",
        "<a title='>'>",
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=3)).map(lambda it: f"<{it[0]}>{''.join(it[1])}</{it[0]}>"),
)


@given(TREES)
@example("<b><p>x</p></b>")
@example("<svg><p>x</p></svg>")
def test_a_sound_fragment_leaves_the_page_around_it_alone(text: str) -> None:
    try:
        markup = compile_fragment("fragments/it.html", text).render(grouped({"values.a": "</div><script>"}))
    except RulebookError:
        return
    page = LexborHTMLParser(f"<main><section>{markup}</section><hr id=next></main>")
    assert page.css("main > hr#next"), text
    assert len(page.css("section")) == 1
    assert len(page.css("main > *")) == 2
