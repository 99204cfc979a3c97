import pytest

from scoring.stage import Cuts, Stage


@pytest.mark.parametrize(
    ("value", "stage"),
    [
        (0.0, Stage.LOST),
        (19.9, Stage.LOST),
        (20.0, Stage.DISCOVERY),
        (50.0, Stage.DECISION),
        (74.9, Stage.DECISION),
        (75.0, Stage.READY_TO_BUY),
        (100.0, Stage.READY_TO_BUY),
    ],
)
def test_a_score_is_cut_into_stages(value: float, stage: Stage) -> None:
    assert Cuts(20.0, 50.0, 75.0).stage(value) is stage


def test_stages_begin_one_after_the_other() -> None:
    with pytest.raises(ValueError, match="one after the other"):
        Cuts(discovery=60.0, decision=50.0)
