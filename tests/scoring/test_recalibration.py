import json
from dataclasses import asdict
from itertools import cycle, islice

import pytest

from scoring.logistic import Logistic, Term
from scoring.model import sigmoid
from scoring.recalibration import Recalibration, followed
from scoring.samples import Sample
from scoring.trained import Calibration, Trained

LOGITS = (-4.0, -3.0, -2.0, -1.0, 0.0)


def lived(told: Recalibration, season: Calibration, visits: int) -> Recalibration:
    """Return what is known after visits of a season, with buyers as often as it says."""
    owed = dict.fromkeys(LOGITS, 0.5)
    for logit in islice(cycle(LOGITS), visits):
        owed[logit] += sigmoid(season.logit(logit))
        bought = owed[logit] >= 1.0
        owed[logit] -= bought
        told = told.after(logit, bought)
    return told


def furthest(found: Calibration, season: Calibration) -> float:
    return max(abs(sigmoid(found.logit(logit)) - sigmoid(season.logit(logit))) for logit in LOGITS)


def test_nothing_new_leaves_the_calibration_of_training() -> None:
    assert Recalibration().calibration() == Calibration()


@pytest.mark.parametrize(
    "season", [Calibration(1.0, 1.0), Calibration(1.0, -1.0), Calibration(0.6, 0.3), Calibration()]
)
def test_a_season_is_learned_within_a_thousand_visits(season: Calibration) -> None:
    assert furthest(lived(Recalibration(), season, 1000).calibration(), season) < 0.03


def test_an_old_season_is_forgotten() -> None:
    sales, quiet = Calibration(1.0, 1.2), Calibration(1.0, -0.5)
    after = lived(lived(Recalibration(), sales, 5000), quiet, 4000)
    assert furthest(after.calibration(), quiet) < 0.03


def test_no_row_of_equal_outcomes_breaks_it() -> None:
    told = Recalibration()
    for logit in (1e9, -1e9, 0.0) * 1000:
        told = told.after(logit, outcome=True)
    assert 0.1 <= told.calibration().slope < 20.0
    assert told.visits == 3000


def test_it_is_kept_as_plain_numbers() -> None:
    told = lived(Recalibration(), Calibration(0.8, 0.5), 100)
    kept = json.loads(json.dumps(asdict(told)))
    assert Recalibration(**kept | {"information": tuple(kept["information"])}) == told


def test_one_page_of_each_visit_is_learned_from() -> None:
    model = Trained("m", Logistic(-2.0, (Term("keen", 2.0),)))
    samples = [
        Sample({"keen": visit % 2}, visit % 4 == 1, str(visit), page) for visit in range(1000) for page in range(1, 4)
    ]
    told = followed(model, samples)
    assert told.visits == 1000
    assert sigmoid(told.calibration().logit(0.0)) == pytest.approx(0.5, abs=0.05)
    assert sigmoid(told.calibration().logit(-2.0)) < 0.05
