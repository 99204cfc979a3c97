"""What may be written about numbers in site.yaml, and how it is refused."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from rules.language.measuretext import ActText, LoyaltyText, NeedsText, PointsText, RateText, ScoreText, TagText


def codes(kind: type[ScoreText | NeedsText | ActText | TagText | LoyaltyText], **written: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(written)
    return [error["type"] for error in caught.value.errors()]


def test_a_signal_is_points_alone_or_with_the_most() -> None:
    text = ScoreText.model_validate({"signals": {"pages": 3, "page:cart": {"points": 5, "most": 10}}})
    assert text.signals == {"pages": PointsText(points=3), "page:cart": PointsText(points=5, most=10)}


@pytest.mark.parametrize("signals", [{"page": 3}, {"clicks": 3}, {"duration:": 3}])
def test_a_signal_that_there_is_not_is_refused(signals: object) -> None:
    assert codes(ScoreText, signals=signals) == ["unknown-signal"]


def test_stages_begin_one_after_the_other() -> None:
    assert codes(ScoreText, stages={"discovery": 60}) == ["wrong-value"]
    assert codes(ScoreText, stages={"ready_to_buy": 101}) == ["wrong-value"]


def test_a_need_weighs_one_unless_it_says_more() -> None:
    text = NeedsText.model_validate(
        {"category": {"boots": "reassurance", "gifts": ["surprise", "social"], "art": {"aesthetic": 2.5}}}
    )
    assert text.category == {
        "boots": {"reassurance": 1.0},
        "gifts": {"surprise": 1.0, "social": 1.0},
        "art": {"aesthetic": 2.5},
    }


@pytest.mark.parametrize("weights", ["calm", ["calm"], {"calm": 1}])
def test_a_need_that_there_is_not_is_refused(weights: object) -> None:
    assert codes(NeedsText, category={"boots": weights}) == ["unknown-need-or-level"]


def test_a_stage_of_the_journey_is_one_of_four() -> None:
    assert codes(NeedsText, journey={"early": "help"}) == ["unknown-stage"]


@pytest.mark.parametrize("sign", [{}, {"page": "cart", "clicked": "button"}])
def test_one_thing_tells_an_act_or_a_tag(sign: dict[str, str]) -> None:
    assert codes(ActText, **sign) == ["wrong-value"]
    assert codes(TagText, **sign) == ["wrong-value"]


def test_a_tag_stays_as_long_as_it_says() -> None:
    assert TagText.model_validate({"page": "cart", "for": "2 days"}).span == 2 * 86_400


def test_a_rate_is_points_or_points_for_money() -> None:
    text = LoyaltyText.model_validate({"points": {"order": "1.5 per EUR", "review": 20}})
    assert text.points == {
        "order": RateText(points=Decimal("1.5"), currency="EUR"),
        "review": RateText(points=Decimal(20)),
    }


@pytest.mark.parametrize("rate", ["lots", -1, True, "1 per euro", "1 per"])
def test_what_is_no_rate_is_refused(rate: object) -> None:
    assert codes(LoyaltyText, points={"order": rate}) == ["wrong-value"]
