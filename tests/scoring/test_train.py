import pytest

from scoring.figures import auc, calibration, calibration_error, stages
from scoring.modelfile import from_json, written
from scoring.samples import Sample, SamplesError, of_events
from scoring.stage import Cuts, Stage
from scoring.train import BOOSTED, KINDS, LOGISTIC, cut, fitted, folded, out_of_fold, percentiles, steps, thinned, train
from tests.support.shoppers import shoppers, walks


def silent(_step: str) -> None:
    """Nobody waits for these."""


def outcomes() -> list[bool]:
    return [sample.bought for sample in shoppers()]


@pytest.mark.parametrize(("kind", "least"), [(LOGISTIC, 0.88), (BOOSTED, 0.89)])
def test_visits_left_out_are_told_apart_and_the_numbers_come_true(kind: str, least: float) -> None:
    tried = out_of_fold(kind, shoppers(), 4, silent)
    assert tried.auc > least
    assert calibration_error(calibration(tried.probabilities, outcomes())) < 0.04


def test_stages_tell_buyers_from_those_who_leave() -> None:
    tried = out_of_fold(LOGISTIC, shoppers(), 4, silent)
    found = {
        row.stage: row for row in stages(tried.scores, outcomes(), Cuts(**cut(tried.scores, outcomes()).model_dump()))
    }
    assert found[Stage.READY_TO_BUY].lift >= 2.2
    assert found[Stage.LOST].lift <= 0.5
    assert min(row.share for row in found.values()) >= 0.05


def test_a_journal_becomes_a_model_that_knows_keen_visitors_early() -> None:
    told: list[str] = []
    samples = of_events(walks(600))
    training = train(samples, "spring", told.append)
    assert len(told) == steps()
    assert training.text.name == "spring"
    assert training.tried.keys() == set(KINDS)
    served = from_json(written(training.text))
    others = of_events(walks(600, seed=2))
    first = [sample for sample in others if sample.page == 1]
    assert auc([served.score(each.features).value for each in first], [each.bought for each in first]) > 0.65
    ranks = [served.score(each.features).rank or 0.0 for each in others]
    assert sum(rank >= 0.9 for rank in ranks) / len(ranks) == pytest.approx(0.1, abs=0.05)


def test_weights_serve_where_trees_are_no_better() -> None:
    samples = of_events(walks(600))
    training = train(samples, "spring", silent)
    better = training.tried[BOOSTED].auc > training.tried[LOGISTIC].auc + 0.003
    assert training.kind == (BOOSTED if better else LOGISTIC)
    assert (training.text.trees is not None) is better


def test_all_pages_of_a_visit_stand_in_one_fold_and_buyers_in_each() -> None:
    samples = of_events(walks(100))
    found = folded(samples, 5)
    assert found == folded(samples, 5)
    assert set(found.values()) == set(range(5))
    buyers = [found[sample.visit] for sample in samples if sample.bought]
    assert set(buyers) == set(range(5))


def test_hundredths_are_cut_by_log_odds() -> None:
    assert percentiles([0.5] * 10) == (0.0,) * 99
    assert percentiles([0.0, 1.0])[0] < -20.0


def test_of_too_many_samples_whole_visits_are_kept() -> None:
    samples = of_events(walks(300))
    kept = thinned(samples, 200)
    visits = {sample.visit for sample in kept}
    assert 50 < len(kept) < 400
    assert [sample for sample in samples if sample.visit in visits] == kept
    assert thinned(samples, len(samples)) is samples


def test_too_few_orders_teach_nothing() -> None:
    few = [Sample({"pages": 3.0}, number < 20, str(number)) for number in range(400)]
    with pytest.raises(SamplesError, match="20 visits with an order and 380 without: at least 50"):
        train(few, "none", silent)


def test_a_kind_is_fitted_by_its_name() -> None:
    assert fitted(LOGISTIC, shoppers()).trees is None
    assert fitted(BOOSTED, shoppers()).logistic is None
