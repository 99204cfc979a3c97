import pytest
from pydantic import TypeAdapter, ValidationError

from rules.language.sitetext import SiteText

SITE = TypeAdapter(SiteText)
PAGES = {"home": {"path": "/"}}


def written(**keys: object) -> SiteText:
    return SITE.validate_python({"version": 1, "pages": PAGES, **keys})


def test_two_keys_are_enough_for_a_site() -> None:
    text = written()
    assert list(text.pages) == ["home"]
    assert (text.currency, text.number_format, text.timezone) == ("EUR", "1,234.56", "UTC")


def test_one_entry_needs_no_list() -> None:
    read = written(read={"product": {"on": "home", "id": {"css": ".sku"}}}).read
    assert [topic.on for topic in read.product] == [["home"]]
    assert written(elements={"a": {"css": "#a", "found_on": "home"}}).elements["a"].found_on == ["home"]


def test_attention_is_bounded_by_classes_of_any_name() -> None:
    attention = written(attention={"popups": {"per_visit": 2, "never_on": "home"}, "asks": {}}).attention
    popups, asks = attention["popups"], attention["asks"]
    assert (popups.per_visit, popups.per_week, popups.never_on) == (2, 3, ["home"])
    assert (asks.per_visit, asks.per_week, asks.never_on) == (1, 3, [])


@pytest.mark.parametrize(
    "keys",
    [
        {"version": 2},
        {"attention": {"popups": {"per_visit": 0}}},
        {"attention": {"popups": {"per_day": 1}}},
        {"attention": {"pop ups!": {}}},
        {"pages": {"home": {"path": "basket"}}},
        {"pages": {"home": {"path": "/**/a/**"}}},
        {"pages": {"home": {"path": "/", "query": {"route": 1}}}},
        {"pages": {"home": {}}},
        {"pages": []},
        {"currency": "EURO"},
        {"currency": 978},
        {"timezone": 1},
        {"number_format": "1234"},
        {"elements": {"a": {"css": 1}}},
        {"consent": {"cookie": {"personalise": {"has": "1"}}}},
        {"read": {"search": {"on": "home"}}},
        {"read": {"add": {"path": "/add", "method": "PATCH"}}},
        {"read": {"add": {"path": "/add", "refused": {"json": "ok"}}}},
        {"collections": {"a": {"ids": [103]}}},
        {"feed": {"columns": {}}},
        {"strange": 1},
    ],
)
def test_what_is_no_site_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        written(**keys)
