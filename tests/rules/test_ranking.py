import pytest
from pydantic import TypeAdapter, ValidationError

from rules.language.names import Names
from rules.ranking import Interest, Ranking
from rules.recommended import Recommended
from tests.support.actions import FORGOTTEN, NAMES, NOBODY, fan, shopper

RANKING: TypeAdapter[Interest | Recommended] = TypeAdapter(Ranking)


def test_interest_ranks_categories() -> None:
    assert RANKING.validate_python("interest").ranking(fan("Coats", "Boots", "Boots")) == ("Boots", "Coats")


def test_recommended_ranks_products() -> None:
    assert RANKING.validate_python("recommended", context=NAMES).ranking(shopper("1"))[:2] == ("4", "2")


@pytest.mark.parametrize("by", ["interest", "recommended"])
def test_nothing_is_ranked_for_those_of_whom_nothing_is_known(by: str) -> None:
    ranking = RANKING.validate_python(by, context=NAMES)
    assert ranking.ranking(NOBODY) == ranking.ranking(FORGOTTEN) == ()


def test_a_strange_ranking_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValidationError, match='Did you mean "recommended"'):
        RANKING.validate_python("recomended", context=NAMES)


def test_recommended_needs_what_past_visits_taught() -> None:
    with pytest.raises(ValidationError, match="devanture learn"):
        RANKING.validate_python("recommended", context=Names())
