import json

import pytest

from scoring.logistic import Logistic, Term
from scoring.modelfile import ModelError, from_json, read, written
from scoring.stage import Cuts
from scoring.trained import Calibration
from scoring.trees import Leaf, Split, Trees

STAGES = {"discovery": 30, "decision": 50, "ready_to_buy": 70}
WEIGHTS = {"start": -2, "terms": [{"feature": "pages", "weight": 0.5, "mean": 4, "scale": 2, "log": True}]}
SPLIT = {"feature": "pages", "at_most": 3, "value": 0.1, "yes": {"value": -1}, "no": {"value": 1}}


def file(**parts: object) -> bytes:
    return json.dumps({"name": "spring", "stages": STAGES, **parts}).encode()


def wrong(raw: bytes) -> str:
    with pytest.raises(ModelError) as caught:
        from_json(raw)
    return str(caught.value)


def test_weights_are_read() -> None:
    found = from_json(file(logistic=WEIGHTS, calibration={"slope": 0.9, "shift": 0.2}))
    assert found.odds == Logistic(-2.0, (Term("pages", 0.5, 4.0, 2.0, log=True),))
    assert from_json(file(logistic=WEIGHTS, quantiles=[-3, -2])).quantiles == (-3.0, -2.0)
    assert (found.name, found.calibration, found.cuts) == ("spring", Calibration(0.9, 0.2), Cuts(30.0, 50.0, 70.0))


def test_trees_are_read() -> None:
    found = from_json(file(trees=[SPLIT, {"value": 0.5}]))
    assert found.odds == Trees((Split("pages", 3.0, 0.1, Leaf(-1.0), Leaf(1.0)), Leaf(0.5)))


@pytest.mark.parametrize("parts", [{"logistic": WEIGHTS}, {"trees": [SPLIT]}])
def test_a_file_that_was_read_is_written_as_it_was(parts: dict[str, object]) -> None:
    text = read(file(**parts))
    assert read(written(text)) == text


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "the file: Invalid JSON"),
        (b"[]", "the file: Input should be an object"),
        (file(), "the file: give either logistic or trees"),
        (file(logistic=WEIGHTS, trees=[]), "the file: give either logistic or trees"),
        (file(logistic={"start": "x", "terms": []}), "logistic.start: Input should be a valid number"),
        (file(trees=[SPLIT | {"no": {"value": "x"}}]), "trees.0.no.value: Input should be a valid number"),
        (
            file(trees=[{"value": 1, "feature": "pages"}]),
            "trees.0: Value error, a split says feature, at_most, yes and no",
        ),
        (file(logistic={"start": float("nan"), "terms": []}), "logistic.start: Input should be a finite number"),
        (file(logistic=WEIGHTS, colour="red"), "colour: Extra inputs are not permitted"),
        (file(logistic=WEIGHTS, version=2), "version: Input should be 1"),
        (file(logistic=WEIGHTS, stages=STAGES | {"decision": 99}), "stages: stages begin one after the other"),
        (file(logistic=WEIGHTS, quantiles=[1, 0]), "quantiles: Value error, quantiles stand one above the other"),
        (file(logistic=WEIGHTS, calibration={"slope": 0}), "calibration.slope: Input should be greater than 0"),
    ],
)
def test_what_is_wrong_is_named(raw: bytes, told: str) -> None:
    assert wrong(raw).startswith(told)


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(wrong(b'{"trees": [{}]}').splitlines()) == 3


def test_trees_too_deep_to_walk_are_refused() -> None:
    deep = b'{"yes": ' * 5000 + b"1" + b"}" * 5000
    assert "recursion limit" in wrong(b'{"name": "deep", "trees": [' + deep + b"]}")
