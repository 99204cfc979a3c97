import pytest

from scoring.figures import Bin, auc, calibration, calibration_error, stages
from scoring.stage import Cuts, Stage


@pytest.mark.parametrize(
    ("scores", "bought", "expected"),
    [
        ([0.1, 0.2, 0.9], [False, False, True], 1.0),
        ([0.9, 0.2, 0.1], [False, False, True], 0.0),
        ([0.5, 0.5, 0.5], [False, True, True], 0.5),
        ([0.1, 0.4, 0.35, 0.8], [False, False, True, True], 0.75),
        ([0.1, 0.2], [True, True], 0.5),
        ([], [], 0.5),
    ],
)
def test_auc_is_how_often_a_buyer_stands_above_others(scores: list[float], bought: list[bool], expected: float) -> None:
    assert auc(scores, bought) == expected


def test_bins_hold_equal_counts() -> None:
    bins = calibration([number / 25 for number in range(25)], [False] * 25)
    assert len(bins) == 10
    assert {each.count for each in bins} == {2, 3}
    assert sum(each.count for each in bins) == 25


def test_what_is_said_and_what_came_are_compared_bin_by_bin() -> None:
    bins = calibration([0.2] * 10 + [0.8] * 10, [True] * 2 + [False] * 8 + [True] * 6 + [False] * 4)
    assert {each.said for each in bins} == {0.2, 0.8}
    assert calibration_error([Bin(0.2, 0.1, 30), Bin(0.8, 0.6, 10)]) == pytest.approx(0.125)
    assert calibration_error(calibration([], [])) == 0.0


def test_each_stage_is_told_with_its_share_and_lift() -> None:
    found = stages([10, 30, 60, 90], [False, False, True, True], Cuts(20, 50, 80))
    assert [(row.stage, row.share, row.rate, row.lift) for row in found] == [
        (Stage.LOST, 0.25, 0.0, 0.0),
        (Stage.DISCOVERY, 0.25, 0.0, 0.0),
        (Stage.DECISION, 0.25, 1.0, 2.0),
        (Stage.READY_TO_BUY, 0.25, 1.0, 2.0),
    ]
