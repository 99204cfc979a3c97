"""How a site measures its visitors: the model of the score, the stages, the needs, and what loyalty is worth."""

from dataclasses import dataclass

from scoring.additive import Additive
from scoring.loyalty import Loyalty
from scoring.model import Model
from scoring.needs import Needs
from scoring.stage import Cuts


@dataclass(frozen=True, slots=True)
class Measures:
    model: Model = Additive()
    cuts: Cuts = Cuts()
    needs: Needs = Needs()
    loyalty: Loyalty = Loyalty()


USUAL = Measures()
"""What a site measures by when site.yaml says nothing."""
