"""Four places beside or inside of an element, each of them an op of its own."""

from typing import get_args

from rules.decision import Op
from rules.language.placing import OPS, At


def test_every_place_has_its_op() -> None:
    assert tuple(OPS) == get_args(At)
    assert list(OPS.values()) == [Op.BEFORE, Op.PREPEND, Op.APPEND, Op.AFTER]
