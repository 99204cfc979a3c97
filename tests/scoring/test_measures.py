"""What a site measures by when it says nothing."""

from scoring.measures import USUAL
from scoring.needs import Need, likeliest
from scoring.stage import Stage
from scoring.visitor import Visitor


def test_a_new_visitor_is_in_discovery_and_wants_inspiration() -> None:
    score = USUAL.model.score({})
    stage = USUAL.cuts.stage(score.value)
    found = likeliest(USUAL.needs.weigh(Visitor(), stage, 0.0), Need)
    assert stage is Stage.DISCOVERY
    assert found is not None
    assert found.name == "surprise"
    assert USUAL.loyalty.points(Visitor()) == 0
