import pytest
from pydantic import TypeAdapter, ValidationError

from rules.context import Context
from rules.shelf import Fallback, From, Liked, Listed, Shelf, offered
from tests.support.actions import FORGOTTEN, NAMES, NOBODY, PRODUCTS, fan

SHELF: TypeAdapter[Shelf] = TypeAdapter(From)
FALLBACK: TypeAdapter[Listed] = TypeAdapter(Fallback)


def shelf(value: object) -> Shelf:
    return SHELF.validate_python(value, context=NAMES)


def ids(context: Context, *values: object) -> list[str]:
    return [product.id for product, _ in offered(context, *map(shelf, values))]


def test_a_list_and_a_collection_are_the_same_for_all() -> None:
    assert shelf(["2", 1]) == Listed((PRODUCTS[1], PRODUCTS[0]))
    assert ids(NOBODY, "best") == ids(fan("Coats"), "best") == ids(FORGOTTEN, "best") == ["4", "1"]


def test_interest_is_of_the_visitor() -> None:
    assert isinstance(shelf("interest"), Liked)
    assert ids(fan("Coats", "Boots", "Boots"), "interest") == ["4", "5", "1", "2"]
    assert ids(NOBODY, "interest") == ids(FORGOTTEN, "interest") == []


def test_a_category_is_known_by_its_own_name_and_by_its_whole_path() -> None:
    assert ids(fan("coats"), "interest") == ["1", "2"]
    assert ids(fan("Clothes > Coats"), "interest") == ["2"]


def test_shelves_follow_each_other_without_repeating_themselves() -> None:
    assert ids(fan("Boots"), "interest", "best") == ["4", "5", "1"]


def test_the_product_of_the_page_and_what_is_sold_out_are_left_out() -> None:
    assert ids(fan("Coats", page="2"), "interest", ["2", "3", "5"]) == ["1", "5"]


@pytest.mark.parametrize("value", ["bets", ["9"], 7, None, {"a": 1}])
def test_what_the_catalogue_does_not_hold_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="no"):
        shelf(value)


def test_a_fallback_needs_nobodys_past() -> None:
    assert FALLBACK.validate_python("best", context=NAMES).products
    with pytest.raises(ValidationError, match="nothing is known"):
        FALLBACK.validate_python("interest", context=NAMES)
