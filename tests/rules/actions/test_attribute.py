import pytest

from tests.support.actions import BANNER, BRITON, NOBODY, action, edits, refused, sets


def attribute(name: str, *value: object) -> dict[str, object]:
    return {"on": "banner", "name": name, **({"value": value[0]} if value else {})}


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("title", "Free delivery", "Free delivery"),
        ("title", 'a "b" <c>', 'a "b" <c>'),
        ("tabindex", 3, "3"),
        ("disabled", "", ""),
        ("href", "/sale?from=home", "/sale?from=home"),
        ("href", "https://www.shop.example/sale", "https://www.shop.example/sale"),
        ("href", "/s?q={{ place.city | urlencode }}", "/s?q=Leeds"),
        ("data-country", "{{ place.country }}", "GB"),
        ("aria-label", "To {{ place.city }}", "To Leeds"),
    ],
)
def test_the_attribute_is_set(name: str, value: object, text: str) -> None:
    assert edits("attribute", attribute(name, value), BRITON) == (sets(name, text),)


@pytest.mark.parametrize("name", ["disabled", "onclick", "style"])
def test_without_a_value_the_attribute_goes(name: str) -> None:
    assert edits("attribute", attribute(name)) == (sets(name, None),)


def test_the_shops_attribute_stays_when_a_value_is_not_known() -> None:
    assert edits("attribute", attribute("title", "To {{ place.city }}"), NOBODY) == ()


def test_it_tells_what_it_did() -> None:
    assert action("attribute", attribute("title", "x")).outcome() == ("attribute", "banner")
    assert action("attribute", attribute("title", "x")).touches() == (BANNER,)
    assert action("attribute", attribute("title", "{{ search }}")).remembers()
    assert not action("attribute", attribute("title")).remembers()


def test_two_rules_quarrel_over_one_attribute_and_not_over_two() -> None:
    title = action("attribute", attribute("title", "x")).claims()
    assert title & action("attribute", attribute("title")).claims()
    assert not title & action("attribute", attribute("lang", "fr")).claims()
    image = action("image", {"on": "banner", "src": "/a.jpg", "alt": "A"}).claims()
    assert image & action("attribute", attribute("src", "/b.jpg")).claims()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("onclick", "buy()", "unsafe-attribute"),
        ("srcdoc", "<b>", "unsafe-attribute"),
        ("style", "color: red", "unsafe-attribute"),
        ("href", "javascript:buy()", "not-a-link"),
        ("href", " javascript:buy()", "not-a-link"),
        ("src", "data:text/html,x", "not-a-link"),
        ("href", "{{ search }}", "value-in-address"),
        ("href", "/s?q={{ search }}", "value-in-address"),
        ("srcset", "{{ search }} 2x", "unsafe-attribute"),
        ("id", "{{ search }}", "unsafe-attribute"),
        ("Title", "x", "wrong-value"),
        ("a b", "x", "wrong-value"),
        ("class", "red", "wrong-value"),
        ("disabled", True, "wrong-value"),
    ],
)
def test_what_could_do_harm_is_refused(name: str, value: object, code: str) -> None:
    assert code in refused("attribute", attribute(name, value))
