import pytest

from rules.decision import Contract
from rules.language.compile import compiled
from rules.language.site import CAMPAIGN_KEYS, queried
from rules.logic import leaves
from rules.privacy import Saying
from rules.reading import Form, Source
from rules.rulebook import Mode, Site
from rules.watching import Watching
from tests.support.folder import NOW, SITE, codes, draft, folder, rulebook, sentences, told

PAGES = "version: 1\npages:\n  home: { path: / }\n  cart: { path: /basket }\n  product: { path: '/p/{product}' }\n"
ELEMENTS = "elements: { header: { css: '#h' } }\nconsent: { cookie: { name: c, personalise: { has: '1' } } }"
FEED = b"id,title,link,product_type\n1,Coat,/p/1,Coats\n2,Boots,/p/2,Boots\n3,Hat,/p/3,Coats\n"


def site(text: str = "", feed: bytes | None = None) -> Site:
    found = compiled(folder("", PAGES + text, {"products.csv": feed} if feed else None), NOW)
    assert not found.problems, "\n".join(map(str, found.problems))
    return found.rulebook.site


def test_a_site_is_as_it_was_written() -> None:
    found = rulebook("", SITE).site
    assert (found.currency, found.zone, found.mode) == ("EUR", "Europe/Paris", Mode.CONSENT)
    assert [page.name for page in found.pages] == ["home", "product", "cart"]
    assert found.elements["promo_field"].found_on == {"cart"}
    assert found.elements["promo_field"].contract is Contract.EXACTLY_ONE
    assert [cookie.purposes for cookie in found.cookies] == [{"personalise": Saying("1"), "marketing": Saying("m")}]


def test_the_browser_is_asked_for_nothing_unless_the_site_says_so() -> None:
    assert site(ELEMENTS).watching is None
    found = site(f"{ELEMENTS}\nbehaviour: {{ elements: [header], on: [home, cart] }}").watching
    assert found is not None
    assert found.names == {"header"}
    assert found.on == {"home", "cart"}
    assert site(f"{ELEMENTS}\nbehaviour: {{}}").watching == Watching()


def test_what_the_browser_is_asked_for_is_named() -> None:
    asked = "behaviour: { elements: [headr], on: homepage }"
    assert set(codes("", f"{PAGES}{ELEMENTS}\n{asked}")) == {"unknown-element", "unknown-page"}


def test_what_is_left_out_is_the_usual() -> None:
    found = site("elements: { header: { css: '#h' } }")
    assert found.elements["header"].contract is Contract.AT_LEAST_ONE
    assert found.elements["header"].found_on == frozenset()
    assert (found.zone, found.currency, found.cookies, found.tcf) == ("UTC", "EUR", (), None)


def test_a_segment_may_ask_for_a_channel_and_for_a_segment_above_it() -> None:
    text = """\
channels: { coupon: { utm.medium: coupon } }
segments:
  hunter: { came_from: coupon }
  british_hunter: { segment: hunter, geo.country: GB }
"""
    (rule,) = rulebook(
        draft("who: { segment: british_hunter }\ndo: [ { hide: header } ]\nconsent: personalise"),
        PAGES + text + ELEMENTS,
    ).rules
    assert [leaf.text for leaf in leaves(rule.who)] == ["segment british_hunter"]


def test_facts_are_read_where_the_site_says() -> None:
    text = """\
number_format: "1.234,56"
read:
  product:
    - { on: product, id: { css: .sku }, category: { json_ld: category.name } }
    - { on: [home, cart], title: { css: h1, attribute: title } }
  basket: { on: cart, items: { css: .n, total: true }, value: { css: .sum } }
  search: { on: home, words: { query: q } }
  add: { path: /basket/add, product: { form: id }, refused: { json: ok, is: false } }
"""
    read = site(text).readings
    assert read.decimal == ","
    assert [topic.pages for topic in read.product] == [{"product"}, {"home", "cart"}]
    assert read.product[0].facts["category"].source is Source.JSON_LD
    assert read.product[1].facts["title"].attribute == "title"
    assert (read.basket[0].facts["items"].form, read.basket[0].facts["items"].total) == (Form.COUNT, True)
    assert read.basket[0].facts["value"].form is Form.MONEY
    assert read.search[0].facts["words"].form is Form.TEXT
    assert (read.add[0].method, read.add[0].refused) == ("POST", ("ok", "false"))


def test_collections_are_ids_and_categories_each_product_once() -> None:
    found = site("feed: { file: products.csv }\ncollections: { best: { ids: ['2', '3'], category: Coats } }", FEED)
    assert found.catalogue.collections["best"] == ("2", "3", "1")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("elements: { a: { css: '#a', found_on: [hom] } }", 'there is no page "hom". Did you mean "home"?'),
        (
            "elements: { a: { css: '#a', expect: one } }",
            '"one" is not allowed here. Known: any, at_least_one, exactly_one.',
        ),
        ("elements: { a: '#a' }", "write keys with values here, of these: css, expect, found_on"),
        ("elements: { a: { expect: any } }", '"css" is missing here'),
        ("consent: { mode: none }", '"none" is not allowed here. Known: consent, full, measure.'),
        (
            "consent: { cookie: { name: c, personalise: '1' } }",
            'write what the cookie holds when people agree to this, such as { has: "1" }',
        ),
        ("number_format: 1,234", '"1,234" is not allowed here. Did you mean "1,234.56"?'),
        ("currency: eur", "write a currency as ISO 4217 has it, such as EUR"),
        ("timezone: Paris", '"Paris" is no time zone; write one such as Europe/Paris'),
        ("channels: { a: }", "a word is missing here"),
        ("channels: { a: { geo.country: UK } }", '"UK" is no ISO 3166 country code. Did you mean "GB"?'),
        ("segments: { a: { segment: a } }", 'there is no segment "a". None is named yet.'),
        ("read: { order: { on: cart } }", '"number" is missing here'),
        (
            "read: { basket: { items: { css: a, query: b } } }",
            "say one place to read it from: css, json_ld, path, query or form",
        ),
        ("read: { basket: { on: carts } }", 'there is no page "carts". Did you mean "cart"?'),
        ("feed: { file: products.cvs }", 'there is no file "products.cvs" beside site.yaml'),
        ("elemnts: {}", 'there is no "elemnts" here. Did you mean "elements"?'),
    ],
)
def test_what_is_wrong_in_a_site_is_told_with_the_nearest_right_thing(text: str, sentence: str) -> None:
    (told_,) = sentences("", PAGES + text)
    assert told_.startswith(sentence)


def test_products_that_the_feed_does_not_hold_are_told() -> None:
    text = "feed: { file: products.csv }\ncollections: { best: { ids: ['9'], category: [Coat] } }"
    assert codes("", PAGES + text, {"products.csv": FEED}) == ["unknown-product", "unknown-category"]


def test_a_feed_that_cannot_be_read_is_told_once() -> None:
    text = "feed: { file: products.xml }\ncollections: { best: { ids: ['9'] } }"
    assert told("", PAGES + text, {"products.xml": b"<rss>"}) == ["products.xml:1:1 broken-feed"]


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ({"who": {"landing.query": "voucher"}}, {"voucher"}),
        ({"who": {"any": [{"landing.query": {"has_any": ["a", "b"]}}]}}, {"a", "b"}),
        ([{"landing.query": {"gift": "yes"}}], {"gift"}),
        ({"landing.query": {"partner": {"starts_with": "codes"}, "has": "x"}}, {"partner", "has"}),
        ({"who": {"landing.path": "/sale"}}, set()),
        (None, set()),
    ],
)
def test_the_query_keys_that_somebody_asks_for_are_found(value: object, keys: set[str]) -> None:
    assert queried("landing.query", value) == keys


def test_of_an_arrival_only_campaign_keys_and_those_asked_for_are_kept() -> None:
    rules = draft("consent: personalise\nwho: { landing.query: { has: voucher } }\ndo: [ { hide: header } ]")
    kept = rulebook(rules).site.kept_query
    assert kept > CAMPAIGN_KEYS
    assert "voucher" in kept
    assert not kept & {"email", "has"}


def test_the_journal_also_notes_the_keys_that_a_page_is_asked_for() -> None:
    where = "where: { any: [ { query: { has: sort } }, { query: { list: { not: all } } } ] }"
    expected = "expect: [ { given: { query: { x: y } }, then: { hidden: header } } ]"
    site = rulebook(draft(f"{where}\ndo: [ {{ hide: header }} ]\n{expected}")).site
    assert site.noted_query == site.kept_query | {"sort", "list"}
    assert not site.kept_query & {"sort", "list"}
