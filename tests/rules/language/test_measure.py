"""Numbers of site.yaml as a site has them, and what is wrong with a name that there is not."""

from decimal import Decimal

from rules.language.measure import tiers
from rules.language.measuretext import LoyaltyText
from rules.meaning import Meaning
from rules.rulebook import Site
from scoring.additive import DEFAULTS, Signal
from scoring.event import Kind
from scoring.measures import USUAL
from scoring.stage import Cuts, Stage
from tests.support.folder import SITE, rulebook, told


def site(more: str) -> Site:
    return rulebook(site=SITE + more).site


def problems(more: str) -> list[str]:
    return [each.split(" ", 1)[1] for each in told(site=SITE + more)]


def test_a_site_that_says_nothing_measures_as_usual() -> None:
    assert site("").measures == USUAL


def test_points_that_are_written_stand_over_the_defaults() -> None:
    found = site(
        "score: { start: 5, signals: { pages: 4, 'page:cart': { points: 9, most: 9 } }, stages: { decision: 40 } }"
    )
    signals = dict(found.measures.model.signals)  # type: ignore[attr-defined]  # an Additive
    assert signals == {**DEFAULTS, "pages": Signal(4.0), "page:cart": Signal(9.0, 9.0)}
    assert found.measures.cuts == Cuts(20.0, 40.0, 75.0)
    assert found.measures.model.score({}).value == 5.0


def test_needs_are_read_without_regard_to_case() -> None:
    needs = site(
        "needs: { journey: { lost: help }, category: { Boots: safety }, search: { 'How To': education } }"
    ).measures.needs
    assert needs.journey[Stage.LOST] == {"help": 1.0}
    assert needs.journey[Stage.READY_TO_BUY] == {"reassurance": 1.0}
    assert (set(needs.category), set(needs.search)) == ({"boots"}, {"how to"})


def test_acts_options_and_tags_are_what_pages_and_clicks_mean() -> None:
    found = site(
        "acts: { review: { page: home } }\n"
        "choices: { call: { advice: { clicked: header, need: help } } }\n"
        "tags: { looker: { page: home, for: 2 days }, keen: { clicked: header } }\n"
    )
    assert found.meanings.seen == {
        "home": (Meaning(Kind.ACTED, "review"), Meaning(Kind.TAGGED, "looker", {"for": "172800.0"}))
    }
    assert found.meanings.clicked == {
        "header": (
            Meaning(Kind.TAGGED, "keen", {"for": "no end"}),
            Meaning(Kind.CHOSE, "call", {"option": "advice"}),
        )
    }
    assert found.measures.needs.options == {("call", "advice"): {"help": 1.0}}
    assert found.measures.needs.offers == {"header": {"help": 1.0}, "call:advice": {"help": 1.0}}


def test_an_option_speaks_for_a_category_and_leaves_a_tag_however_it_is_chosen() -> None:
    told = "{ clicked: header, interest: Boots, tag: keen }, gift: { need: surprise }"
    found = site(f"choices: {{ call: {{ advice: {told} }} }}\n")
    chose = Meaning(Kind.CHOSE, "call", {"option": "advice", "category": "Boots"})
    assert found.meanings.clicked == {"header": (chose, Meaning(Kind.TAGGED, "keen", {"for": "no end"}))}
    assert found.measures.needs.offers == {"call:gift": {"surprise": 1.0}}


def test_loyalty_counts_orders_by_number_or_by_value() -> None:
    by_value = site("acts: { review: { page: home } }\nloyalty: { points: { order: 2 per EUR, review: 20 } }")
    assert (by_value.measures.loyalty.spent, by_value.measures.loyalty.order) == (Decimal(2), Decimal(0))
    assert by_value.measures.loyalty.acts == {"review": Decimal(20)}
    by_number = site("loyalty: { points: { order: 50 } }").measures.loyalty
    assert (by_number.spent, by_number.order) == (Decimal(0), Decimal(50))


def test_tiers_stand_by_their_points() -> None:
    assert tiers(LoyaltyText(tiers={"gold": 500, "silver": 100})) == ("silver", "gold")
    assert site("loyalty: { tiers: { gold: 500, silver: 100 } }").measures.loyalty.tiers == (
        ("silver", 100),
        ("gold", 500),
    )


def test_an_element_that_the_browser_does_not_tell_of_is_warned_of() -> None:
    clicked = "\ntags: { keen: { clicked: header } }"
    assert problems(clicked) == ["not-watched"]
    assert problems("score: { signals: { 'ignored:header': -2 } }") == ["not-watched"]
    assert problems(f"behaviour: {{ elements: [price] }}{clicked}") == ["not-watched"]
    assert problems(f"behaviour: {{ elements: [header] }}{clicked}") == []


def test_a_name_that_there_is_not_is_refused_where_it_stands() -> None:
    assert problems("acts: { review: { page: reviews } }") == ["unknown-page"]
    assert problems("tags: { keen: { clicked: button } }") == ["unknown-element"]
    assert problems("choices: { call: { advice: { clicked: button } } }") == ["unknown-element"]
    assert problems("score: { signals: { 'page:basket': 3 } }") == ["unknown-page"]
    assert problems("score: { signals: { 'clicked:button': 3 } }") == ["unknown-element"]
    assert problems("needs: { page: { basket: help } }") == ["unknown-page"]
    assert problems("loyalty: { points: { share: 5 } }") == ["unknown-act"]
    assert problems("loyalty: { points: { order: 1 per USD } }") == ["wrong-value"]
    assert problems("acts: { share: { page: home } }\nloyalty: { points: { share: 1 per EUR } }") == ["wrong-value"]
