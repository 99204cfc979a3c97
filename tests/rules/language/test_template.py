from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.catalogue import Product
from rules.language.problem import RulebookError
from rules.language.template import MAX_CHARS, MAX_DEPTH, MAX_TOLD, compile_address, compile_fragment, compile_text
from rules.values import shown
from tests.support.fragments import faults, gives, sound


def problems(text: str) -> list[str]:
    try:
        compile_fragment("fragments/it.html", text)
    except RulebookError as error:
        return [problem.message for problem in error.problems]
    return []


def test_values_are_escaped() -> None:
    assert gives("<p>{{ search }}</p>", search="<b>'5' & \"6\"</b>") == (
        "<p>&lt;b&gt;&#39;5&#39; &amp; &#34;6&#34;&lt;/b&gt;</p>"
    )


@given(st.text())
def test_no_value_becomes_markup(words: str) -> None:
    out = gives('<p title="{{ search }}">{{ search }}</p>', search=words) or ""
    inside = out.removeprefix('<p title="').removesuffix("</p>")
    assert inside.count("<") == 0
    assert inside.count('"') == 1
    assert inside.count(">") == 1


@pytest.mark.parametrize("value", [None, ...])
def test_a_value_that_is_not_known_gives_nothing(value: object) -> None:
    known = {} if value is ... else {"place_city": value}
    assert gives("<p>{{ place.city }}</p>", place_country="GB", **known) is None


def test_a_value_that_is_not_known_may_be_asked_for() -> None:
    text = "{% if place.city %}<p>{{ place.city }}</p>{% else %}<p>you</p>{% endif %}"
    assert gives(text, place_city=None) == "<p>you</p>"
    assert gives(text, place_city="Leeds") == "<p>Leeds</p>"


def test_amounts_have_two_decimals_and_counts_none() -> None:
    assert gives("{{ basket.value }} {{ basket.items }}", basket_value=Decimal("12.5"), basket_items=3) == "12.50 3"


def test_numbers_can_be_compared() -> None:
    text = "{% if basket.value >= 50 %}free{% else %}9.50{% endif %}"
    assert [gives(text, basket_value=Decimal(amount)) for amount in ("49.99", "50")] == ["9.50", "free"]


def test_comparing_what_is_not_known_gives_nothing() -> None:
    assert gives("{% if basket.value > 5 %}a{% endif %}", basket_value=None) is None


def test_one_loop_shows_the_products() -> None:
    text = "<ul>{% for it in products %}<li>{{ loop.index }} {{ it.title }}</li>{% endfor %}</ul>"
    products = [shown(Product(str(number), f"<{number}>", "/")) for number in (1, 2)]
    assert gives(text, products=products) == "<ul><li>1 &lt;1&gt;</li><li>2 &lt;2&gt;</li></ul>"


def test_text_outside_values_comes_out_as_it_went_in() -> None:
    text = "\n <p class='a'>é &amp; 漢 \u00a0</p>\n\n"
    assert gives(text) == text


def test_line_ends_of_any_system_are_one() -> None:
    assert gives("<p>\r\na\r</p>") == "<p>\na\n</p>"


def test_a_fragment_is_named_as_its_file_and_knows_its_values() -> None:
    fragment = compile_fragment("fragments/uk-delivery.html", "{{ place.city }}{{ values.words }}{{ values.price }}")
    assert fragment.name == "uk-delivery"
    assert fragment.uses == {"place.city", "values.words", "values.price"}
    assert fragment.wants() == {"words", "price"}


def test_problems_stand_where_they_are_and_come_all_at_once() -> None:
    text = "<div>\n  <p>{{ place.cty }}</p>\n  <b>{{ search }}\n</div>"
    with pytest.raises(RulebookError) as caught:
        compile_fragment("fragments/it.html", text)
    assert str(caught.value) == (
        "fragments/it.html:2:9  error  unknown-value\n"
        "    1 | <div>\n"
        "    2 |   <p>{{ place.cty }}</p>\n"
        '      |         ^^^^^^^^^ there is no value "place.cty". Did you mean "place.city"?\n'
        "fragments/it.html:3:3  error  unbalanced\n"
        "    1 | <div>\n"
        "    2 |   <p>{{ place.cty }}</p>\n"
        "    3 |   <b>{{ search }}\n"
        "      |   ^^ <b> is opened here and never closed: write </b> before </div>"
    )


@pytest.mark.parametrize(
    "text",
    ["{{ place.city", "{% if place.city %}", "{% endif %}", "{{ }}", "{% url x %}", "{{ 'a }}", "{# note", "{{ a b }}"],
)
def test_what_jinja_cannot_read_is_told(text: str) -> None:
    assert [code for code, _ in faults(text)] == ["syntax"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * (MAX_CHARS + 1), "too-large"),
        ("{{ " + "(" * 400 + "1" + ")" * 400 + " }}", "too-large"),
        ("{% if search %}" * (MAX_DEPTH + 1) + "{% endif %}" * (MAX_DEPTH + 1), "too-deep"),
        ("a\0b", "not-text"),
        ("a\ufdd0b", "not-text"),
        ("{% raw %}{{ search }}{% endraw %}", "syntax"),
    ],
)
def test_what_would_cost_too_much_is_refused_unread(text: str, code: str) -> None:
    assert [found for found, _ in faults(text)] == [code]


def test_a_fragment_that_is_wrong_throughout_is_told_as_far_as_anybody_reads() -> None:
    assert len(faults("<p>" * 20_000)) == MAX_TOLD


def test_what_is_just_small_enough_is_read() -> None:
    assert sound("x" * MAX_CHARS)
    assert sound("{% if search %}" * MAX_DEPTH + "{% endif %}" * MAX_DEPTH)


def test_dashes_that_take_away_spaces_move_no_mark() -> None:
    assert gives("<p>  {{- search -}}  </p>", search="x") == "<p>x</p>"
    assert faults("<p>  {{- search -}}  </p>\n<i>") == [("unbalanced", "<i")]


@given(st.text(alphabet="<>/ab\"'= {}%#-!&;\n", max_size=60))
def test_any_text_compiles_or_is_told_what_is_wrong(text: str) -> None:
    assert all(problems(text))


def test_plain_text_is_left_to_the_edit_to_escape() -> None:
    assert compile_text("<b> & {{ search }}").render({"search": "<i>"}) == "<b> & <i>"


@pytest.mark.parametrize("text", ["/a", "https://shop.example/a", "/s?q={{ search | urlencode }}", "img/a.png", "#top"])
def test_an_address_leads_where_it_says(text: str) -> None:
    assert compile_address(text).render({"search": "x"})


@pytest.mark.parametrize(
    "text", ["javascript:x", "data:,x", "", " /a", "{{ search }}", "/s?q={{ search }}", "//{{ search }}"]
)
def test_an_address_that_could_lead_anywhere_is_refused(text: str) -> None:
    with pytest.raises(RulebookError):
        compile_address(text)
