"""What pages and clicks mean: events of their own, and nothing where site.yaml says nothing."""

from rules.meaning import Meaning, Meanings, Offer
from scoring.event import Event, Kind

SHOP = Meanings(
    seen={"thanks_review": (Meaning(Kind.ACTED, "review"), Meaning(Kind.TAGGED, "critic", {"for": "60.0"}))},
    clicked={"cta_advice": (Meaning(Kind.CHOSE, "call", {"option": "advice"}),)},
)


CALL = Offer(
    "call",
    {
        "advice": (
            Meaning(Kind.CHOSE, "call", {"option": "advice", "category": "Boots"}),
            Meaning(Kind.TAGGED, "keen"),
        ),
        "gift": (Meaning(Kind.CHOSE, "call", {"option": "gift"}),),
    },
)


def test_choosing_an_option_leaves_all_that_it_means() -> None:
    assert CALL.chosen("advice", 5.0) == (
        Event(Kind.CHOSE, "call", 5.0, {"option": "advice", "category": "Boots"}),
        Event(Kind.TAGGED, "keen", 5.0),
    )


def test_an_option_seen_and_left_alone_is_a_sign_against_what_it_speaks_for() -> None:
    assert CALL.ignored("advice", 5.0) == Event(Kind.IGNORED, "call:advice", 5.0, {"category": "Boots"})
    assert CALL.ignored("gift", 5.0) == Event(Kind.IGNORED, "call:gift", 5.0)


def test_a_page_means_all_that_is_said_of_it() -> None:
    assert SHOP.of([Event(Kind.SEEN, "/r", 5.0, {"page": "thanks_review"})]) == (
        Event(Kind.ACTED, "review", 5.0),
        Event(Kind.TAGGED, "critic", 5.0, {"for": "60.0"}),
    )


def test_a_click_means_an_option() -> None:
    assert SHOP.of([Event(Kind.CLICKED, "cta_advice", 5.0)]) == (Event(Kind.CHOSE, "call", 5.0, {"option": "advice"}),)


def test_everything_else_means_nothing() -> None:
    strangers = [
        Event(Kind.SEEN, "/", 5.0),
        Event(Kind.SEEN, "/", 5.0, {"page": "cta_advice"}),
        Event(Kind.CLICKED, "thanks_review", 5.0),
        Event(Kind.HOVERED, "cta_advice", 5.0),
    ]
    assert SHOP.of(strangers) == ()
