"""Made-up pages and edits, nasty on purpose, for the properties."""

from hypothesis import strategies as st

from proxy.charset import Charset
from rules.decision import Contract, Edit, Element, Html, Op, Slices, Style, Text, Tokens

PIECES = [
    *(
        "<div>",
        "</div>",
        "<div id=a>",
        "<p>",
        "<p class=x>",
        "</p>",
        "<ul>",
        "<li>",
        "<li class='x y'>",
        "</ul>",
        "<br>",
    ),
    *("<table>", "<tr>", "<td>", "<td id=a>", "<tbody>", "</td>", "</table>", "<form>", "</form>", "<input value=1>"),
    *("<b>", "</b>", "<a href=/x>", "<A HREF='/y' HREF=z>", "</a>", "<i id=a>", "</i>", "<font size=2>", "</font>"),
    *("<script>", "</script>", "<style>", "</style>", "<textarea>", "</textarea>", "<title>", "</title>", "<noscript>"),
    *("</noscript>", "<template>", "</template>", "<svg>", "<path d=x />", "</svg>", "<math>", "</math>", "<select>"),
    *(
        "<option>",
        "</select>",
        "<pre>\n",
        "</pre>",
        "<!-- <p> -->",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?x ?>",
        "<!x>",
    ),
    *("<body>", "<body class=x>", "</body>", "</html>", "<html>", "<head>", "</head>", "<!doctype html>", "<frameset>"),
    *(
        "x",
        " ",
        "\r\n",
        "\n",
        "\t",
        "\f",
        "&amp;",
        "&lt",
        "&eacute;",
        "é",
        "€",
        "<",
        ">",
        "</",
        '"',
        "'",
        "=",
        "\0",
        "表",
    ),
    *(
        "<plaintext>",
        "<image src=x>",
        "<o:p>",
        "<p style='display:none; color: red'>",
        "<img src=x>",
        "\ufeff",
        "<hr id=a>",
    ),
]

_SELECTORS = ["#a", "p", "td", ".x", "li", "body", "div", "table", "a", "b", "tr", "tbody", "img", "pre", "svg", "path"]

_MARKUP = [
    "<b>new</b>",
    "new",
    "<p>new",
    "<tr><td>new",
    "<li>new</li>",
    "</div>",
    "<script>1 < 2</script>",
    "",
    "\n",
    " ",
]

charsets = st.sampled_from(["utf-8", "windows-1252", "shift_jis", "gb18030"]).map(Charset)

_OPENINGS = [
    *(
        "<div id=a>",
        "<p class=x>",
        "<P>",
        "<ul>",
        "<li class='x y'>",
        "<a href=/x>",
        "<b>",
        "<pre>\n",
        "<td id=a>",
        "<tr>",
    ),
    *("<table>", "<table><tr><td>", "<body>", "<div class=x style='display:none'>", "<svg>", '<i title="é">'),
]

_LEAVES = [
    "x",
    "é €",
    " ",
    "\r\n",
    "<br>",
    "<img src=x>",
    "<!-- <p> -->",
    "<script>var s = '</p>';</script>",
    "&amp;",
    "",
]


@st.composite
def _elements(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    opening = draw(st.sampled_from(_OPENINGS))
    tag = opening[1:].split(">")[0].split(" ")[0]
    return (
        f"{opening}{''.join(draw(st.lists(inner, max_size=4)))}{draw(st.sampled_from([f'</{tag}>', f'</{tag}>', '']))}"
    )


_soup = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
_trees = st.lists(st.recursive(st.sampled_from(_LEAVES), _elements, max_leaves=12), max_size=4).map("".join)

markup = st.one_of(_soup, _trees, _trees)
"""Pages: tag soup, and trees as shops write them, which lack some end tags."""

characters = st.text(st.sampled_from("ab <>&\"'é€表\n\r\t=/;#-\0"), max_size=6)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    css = draw(st.sampled_from(_SELECTORS))
    element = Element(css, css, draw(st.sampled_from([*Contract, Contract.ANY, Contract.ANY])))
    op = draw(st.sampled_from(Op))
    rule = draw(st.sampled_from(["one", "two"]))
    if op is Op.SET:
        words = st.lists(st.sampled_from(["x", "y", "new"]), max_size=2).map(tuple)
        content = draw(
            st.one_of(
                st.none(), characters.map(Text), st.builds(Tokens, words, words), st.just(Style(drop=("display",)))
            )
        )
        return Edit(element, op, content, draw(st.sampled_from(["class", "style", "href", "title", "type"])), rule)
    if op is Op.REMOVE:
        return Edit(element, op, rule=rule)
    slices = st.just(Slices("*", ("new", "x"), attribute="class"))
    return Edit(
        element, op, draw(st.one_of(characters.map(Text), st.sampled_from(_MARKUP).map(Html), slices)), rule=rule
    )
