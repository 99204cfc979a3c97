import json
import tempfile
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from proxy.charset import Charset
from proxy.html.known import Bodies
from proxy.html.read import Reader
from proxy.html.selector import selector_problem
from proxy.providers.geo import Geo
from rules.context import Place
from rules.feed import feed
from rules.language.compile import compiled
from rules.reading import Form, Reading, Source
from tests.support.folder import FRAGMENTS, NOW, SITE, folder, rule
from tests.support.fuzz import examples
from tests.support.naughty import NAUGHTY
from tests.support.tree import ROOT

RULES = rule("where: { page: home }\ndo: [ { insert: { into: header, at: end, fragment: hello } } ]") + "".join(
    path.read_text() for path in sorted((ROOT / "rules/campaigns").glob("*.yaml")) if path.name != "site.yaml"
)
SEEDS = {
    "rules.yaml": RULES,
    "site.yaml": SITE,
    "fragments/it.html": "".join(raw.decode() for raw in FRAGMENTS.values()),
}
SPLICED = (
    *("- ", ": ", "\n", "  ", "\t", "{", "}"),
    *("[", "]", "&a ", "*a", "!!python/object/apply:os.system ", "!x ", "| ", "> "),
    *("<<: ", "? ", "# ", "---\n", "...\n", "%YAML 9\n", "'", '"'),
    *("\\", "@", "`", "yes", "no", "12:30", "0o7", "1e999", "~"),
    *("{{ ", " }}", "{% if x %}", "{% endif %}", "{% for a in b %}", "\ufeff"),
    *("id", "where", "who", "do", "any:", "expect:"),
)  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """Return a file with some places of it cut out, doubled, or filled with what is naughty there."""
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        to = draw(st.integers(at, min(len(text), at + 40)))
        piece = draw(
            st.one_of(st.sampled_from(SPLICED), st.sampled_from(NAUGHTY), st.just(text[at:to] * 2), st.just(""))
        )
        text = text[:at] + piece + text[to:]
    return text


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(NAUGHTY), st.sampled_from(SPLICED)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([
            "id", "where", "who", "do", "any",
            "page", "text", "x", "pages", "css",
        ]), inner, max_size=3),
    ),
    max_leaves=8,
)  # fmt: skip


@st.composite
def written(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return a file's name and its bytes: mangled, of any shape, or no text at all."""
    name = draw(st.sampled_from(sorted(SEEDS)))
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return name, draw(st.binary(max_size=60))
    if kind < 3:
        shape = draw(anything)
        return name, yaml.safe_dump([shape] if name == "rules.yaml" else shape, allow_unicode=True).encode(
            "utf-8", "replace"
        )
    return name, draw(mangled(SEEDS[name])).encode("utf-8", "surrogatepass")


@examples(60)
@given(written())
def test_a_file_is_taken_or_told_by_line_and_column(file: tuple[str, bytes]) -> None:
    name, raw = file
    found = compiled(
        {**folder(rule("where: { page: home }\ndo: [ { hide: header } ]")), name: raw}, NOW, selector_problem
    )
    lines = raw.decode("utf-8", "replace").split("\n")
    for problem in found.problems:
        assert problem.mark.line >= 1
        assert problem.mark.column >= 1
        assert str(problem).startswith(
            f"{problem.mark.file}:{problem.mark.line}:{problem.mark.column}  {problem.severity}"
        )
        assert problem.mark.file != name or problem.mark.line <= len(lines) + 1


cells = st.one_of(
    st.sampled_from(NAUGHTY),
    st.text(max_size=8),
    st.sampled_from([
        "12.50 EUR", "€1,234.50", "1 234,50 €", "1.2.3", "٣",
        "1,,", "in stock", "0", "/p/1", "http://x/y", "//",
    ]),
)  # fmt: skip
columns = st.sampled_from(
    ["id", "title", "link", "price", "handle", "image_link", "availability", "tags", "published", "g:id"]
)


@examples(150)
@given(
    st.lists(columns, min_size=1, max_size=8),
    st.lists(st.lists(cells, max_size=9), max_size=4),
    st.sampled_from([",", ";", "\t"]),
    st.dictionaries(columns, columns, max_size=1),
)
def test_a_feed_of_rows_is_read_or_told(
    names: list[str], rows: list[list[str]], mark: str, own: dict[str, str]
) -> None:
    text = "\n".join(mark.join(row) for row in [names, *rows])
    products, problems = feed("products.csv", text.encode("utf-8", "replace"), own)
    assert all(product.id and product.title and product.link for product in products)
    assert all(problem.mark.line >= 1 and str(problem) for problem in problems)


RSS = """<rss xmlns:g='http://base.google.com/ns/1.0'><channel><item><g:id>1</g:id><title>a</title>
<link>/p/1</link><g:price>1 EUR</g:price></item></channel></rss>"""


@examples(150)
@given(st.one_of(st.binary(max_size=80), mangled(RSS).map(str.encode)))
def test_a_feed_of_markup_is_read_or_told(raw: bytes) -> None:
    for name in ("products.xml", "products.csv"):
        products, problems = feed(name, raw, {})
        assert all(product.id for product in products)
        assert all(problem.mark.line >= 0 and str(problem) for problem in problems)


documents = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.sampled_from(NAUGHTY)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["@type", "@graph", "offers", "price", "name", "Product"]), inner, max_size=3),
    ),
    max_leaves=10,
)
READINGS = {
    f"{form}.{path}": Reading(source, path, form, total=total)
    for form in Form
    for source, path, total in (
        (Source.JSON_LD, "Product.offers.price", False),
        (Source.JSON_LD, "Product.name", False),
        (Source.CSS, "p", True),
    )
}


@examples(150)
@given(
    st.one_of(documents.map(json.dumps), mangled('{"@type": "Product", "offers": {"price": "1.50"}}')),
    st.sampled_from(NAUGHTY),
)
def test_facts_of_any_page_are_text_or_not_there(document: str, bad: str) -> None:
    html = f'<script type="application/ld+json">{document}</script><p>{bad}</p><p>1.234,50 €</p>'
    facts = Reader(Bodies(10**6)).read(html.encode("utf-8", "replace"), Charset("utf-8"), READINGS, ",")
    assert all(isinstance(fact, str) and fact for fact in facts.values())


DATABASE = (ROOT / "tests/data/geo/GeoIP2-City-Test.mmdb").read_bytes()


@examples(60)
@given(
    st.lists(st.tuples(st.integers(0, len(DATABASE) - 1), st.binary(min_size=1, max_size=6)), max_size=6),
    st.integers(0, 9),
)
def test_a_damaged_database_knows_places_or_nothing(wounds: list[tuple[int, bytes]], cut: int) -> None:
    raw = bytearray(DATABASE)
    for at, wound in wounds:
        raw[at : at + len(wound)] = wound
    with tempfile.NamedTemporaryFile(suffix=".mmdb") as file:
        Path(file.name).write_bytes(raw if cut else raw[: wounds[0][0]] if wounds else b"")
        geo = Geo(Path(file.name))
        for address in ("81.2.69.160", "2001:218::1", "192.0.2.1", "::ffff:81.2.69.160", "nonsense", ""):
            assert isinstance(geo.place(address), Place)
