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


def test_the_attention_of_visitors_is_read_for_the_words_to_come() -> None:
    attention = written(attention={"popups": {"per_visit": 2, "never_on": "home"}}).attention
    assert attention is not None
    assert (attention.popups.per_visit, attention.popups.per_week, attention.popups.never_on) == (2, 3, ["home"])


@pytest.mark.parametrize(
    "keys",
    [
        {"version": 2},
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
