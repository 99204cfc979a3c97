import pytest

from scoring import fit
from scoring.modelfile import ModelText, from_json, written
from scoring.samples import Sample
from scoring.trained import Trained
from tests.support.shoppers import shoppers

STAGES = {"discovery": 30, "decision": 50, "ready_to_buy": 70}


def served(**parts: object) -> Trained:
    """Return the model that serving reads from the file that training writes."""
    text = ModelText.model_validate({"name": "m", "stages": STAGES})
    return from_json(written(text.model_copy(update=parts)))


def table() -> fit.Table:
    return fit.table_of(shoppers(), fit.names_of(shoppers()))


def said(model: Trained) -> list[float]:
    return [model.score(sample.features).probability or 0.0 for sample in shoppers()]


def test_trees_say_in_plain_python_what_they_say_in_lightgbm() -> None:
    rows = table()
    assert said(served(trees=fit.trees(rows))) == pytest.approx(fit.grown(rows).predict(rows.rows), abs=1e-12)


def test_weights_say_in_plain_python_what_they_say_in_scikit_learn() -> None:
    rows = table()
    _, shaped = fit.shaped(rows)
    library = fit.weighed(shaped, rows).predict_proba(shaped)[:, 1]
    assert said(served(logistic=fit.logistic(rows))) == pytest.approx(library, abs=1e-9)


def test_a_table_has_a_column_for_what_enough_samples_have() -> None:
    samples = [Sample({"pages": 3.0, f"page:{number}": 1.0}, bought=False, visit=str(number)) for number in range(40)]
    assert fit.names_of(samples) == ("pages",)
    assert fit.table_of(samples, ("adds", "pages")).rows[0].tolist() == [0.0, 3.0]


def test_early_pages_weigh_more_since_every_visit_has_them() -> None:
    samples = [Sample({"pages": float(page)}, bought=False, visit="1", page=page) for page in (0, 1, 2, 20)]
    weights = fit.table_of(samples, ("pages",)).weights.tolist()
    assert weights[0] == weights[1] == 1.0
    assert weights[1] > weights[2] > weights[3] > 0.0


def test_a_flag_counts_as_it_is_a_number_in_several_shapes_and_what_never_differs_not() -> None:
    numbers = range(1, 60)
    samples = [Sample({"pages": float(number), "phone": number % 2, "day": 4.0}, number > 9, "1") for number in numbers]
    found = fit.logistic(fit.table_of(samples, ("day", "pages", "phone")))
    shapes = [(term.feature, term.log, term.above is None) for term in found.terms]
    assert [shape for shape in shapes if shape[0] != "pages"] == [("phone", False, True)]
    assert {("pages", False, True), ("pages", True, True), ("pages", True, False)} <= set(shapes)
