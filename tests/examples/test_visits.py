"""What the demo's site has learned is what `devanture learn` makes of the demo's visits, made up as the shop is."""

from rules.feed import feed
from scoring.learned import learned, written
from scoring.visitlist import visits_of
from tests.support.tree import ROOT

SITE = ROOT / "rules/campaigns"


def visits() -> list[tuple[str, ...]]:
    with (ROOT / "examples/shop/visits.csv").open(encoding="utf-8", newline="") as lines:
        return visits_of(lines)


def test_the_site_has_learned_the_demos_visits() -> None:
    assert (SITE / "visits.json").read_bytes() == written(learned(visits()))


def test_the_visits_met_products_of_the_shop() -> None:
    products, _ = feed("products.csv", (SITE / "products.csv").read_bytes(), {})
    assert {item for visit in visits() for item in visit} <= {product.id for product in products}
