"""Where an action puts something beside or inside an element, as people say it, and the op that does it."""

from collections.abc import Mapping
from typing import Literal

from rules.decision import Op

At = Literal["before", "start", "end", "after"]
"""`start` and `end` are inside of the element, `before` and `after` outside."""

OPS: Mapping[At, Op] = {"before": Op.BEFORE, "start": Op.PREPEND, "end": Op.APPEND, "after": Op.AFTER}
