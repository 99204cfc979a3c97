"""Tags, choices and acts: what stands, what falls off, and that none of it grows without end."""

import math

import pytest

from scoring.event import Event, Kind
from scoring.marks import APART, KEPT_MARKS, UNMARKED, Act, Agreed, Choice, Code, Mail, Marks, Rating, Tag, mail_until

DAY = 86_400.0


def marks(*events: Event) -> Marks:
    found = UNMARKED
    for event in events:
        found = found.after(event)
    return found


def tagged(name: str, at: float = 0.0, span: str = "no end") -> Event:
    return Event(Kind.TAGGED, name, at, {"for": span})


def chose(option: str, at: float = 0.0, of: str = "call") -> Event:
    return Event(Kind.CHOSE, of, at, {"option": option})


def acted(name: str, at: float = 0.0) -> Event:
    return Event(Kind.ACTED, name, at)


def test_a_tag_stands_for_good_unless_it_says_how_long() -> None:
    found = marks(tagged("keen"), tagged("bargain-hunter", span="86400"))
    assert found.tagged(DAY - 1) == {"keen", "bargain-hunter"}
    assert found.tagged(DAY) == {"keen"}


def test_a_tag_that_is_set_anew_lasts_from_then() -> None:
    found = marks(tagged("keen", span="100"), tagged("keen", 50.0, span="100"))
    assert found.tags == {"keen": Tag(50.0, 150.0)}


@pytest.mark.parametrize("span", ["0", "-5", "nan", "inf", "soon", ""])
def test_a_tag_without_a_time_of_its_own_is_taken_off(span: str) -> None:
    assert marks(tagged("keen"), tagged("keen", 1.0, span)).tagged(1.0) == frozenset()


def test_the_last_choice_counts_for_each_offer() -> None:
    found = marks(chose("advice", 1.0), chose("gift", 2.0), chose("red", 3.0, of="colour"))
    assert found.chosen == {"call": Choice("gift", 2.0), "colour": Choice("red", 3.0)}


@pytest.mark.parametrize(("again", "count"), [(APART - 1.0, 1), (APART, 2)])
def test_an_act_counts_once_in_half_an_hour(again: float, count: int) -> None:
    assert marks(acted("review"), acted("review", again)).acts["review"].count == count


def rated(answer: str, at: float = 0.0) -> Event:
    return Event(Kind.RATED, "ask", at, {"answer": answer})


def given(code: str, at: float = 0.0, until: str = "") -> Event:
    return Event(Kind.GIVEN, "freeship", at, {"code": code, "until": until})


def captured(address: str, until: str, at: float = 0.0, purpose: str = "marketing") -> Event:
    return Event(Kind.CAPTURED, purpose, at, {"rule": "exit", "email": address, "until": until})


def test_the_last_rating_counts() -> None:
    assert marks(rated("happy", 1.0), rated("unhappy", 2.0)).rated == Rating("unhappy", 2.0)


def test_a_code_is_kept_with_its_end() -> None:
    assert marks(given("A", 5.0, "9.5")).codes == {"freeship": Code("A", 5.0, 9.5)}
    assert marks(given("A", 5.0)).codes == {"freeship": Code("A", 5.0)}


def test_a_code_that_has_run_out_is_still_known() -> None:
    assert marks(given("A", 5.0, "9.5"), tagged("late", 99.0)).codes == {"freeship": Code("A", 5.0, 9.5)}


def test_a_code_goes_with_its_time_and_is_dated_no_later_than_now() -> None:
    assert marks(given("A", 5.0)).between(6.0).codes == {}
    assert marks(given("A", 5.0)).between(0.0, 4.0).codes == {"freeship": Code("A", 4.0)}


def test_a_mail_address_is_kept_for_its_purpose_until_its_time_has_come() -> None:
    found = marks(captured("ada@shop.example", "100"), captured("ada@shop.example", "50", purpose="news"))
    ada = Mail("ada@shop.example", "exit", 0.0, 100.0)
    assert found.mailed(50.0) == {"marketing": ada}
    assert found.mailed(100.0) == {}
    assert found.without_ended(50.0).mails == {"marketing": ada}
    assert found.without_ended(49.0) is found
    assert UNMARKED.without_ended(math.inf) is UNMARKED


def test_an_address_that_is_given_again_takes_the_place_of_the_first() -> None:
    found = marks(captured("ada@shop.example", "100"), captured("bea@shop.example", "200", 10.0))
    assert found.mails == {"marketing": Mail("bea@shop.example", "exit", 10.0, 200.0)}


@pytest.mark.parametrize("until", ["", "soon", "nan", "inf", "0", "5"])
def test_an_address_without_an_end_to_come_is_not_kept(until: str) -> None:
    assert marks(captured("ada@shop.example", until, 5.0)).mails == {}


def test_an_event_tells_when_its_address_has_to_be_gone() -> None:
    assert mail_until(captured("ada@shop.example", "100")) == 100.0
    assert mail_until(rated("happy")) == math.inf


def test_what_is_no_mark_changes_nothing() -> None:
    assert marks(Event(Kind.SEEN, "/", 0.0)) is UNMARKED


def test_marks_are_bounded_and_the_oldest_makes_room() -> None:
    many = range(KEPT_MARKS + 1)
    found = marks(
        *(tagged(f"t{at}", float(at)) for at in many),
        *(chose("a", float(at), of=f"c{at}") for at in many),
        *(acted(f"a{at}", float(at)) for at in many),
        *(captured("ada@shop.example", "1000", float(at), f"m{at}") for at in many),
    )
    assert [len(each) for each in (found.tags, found.chosen, found.acts, found.mails)] == [KEPT_MARKS] * 4
    assert "t0" not in found.tags
    assert f"a{KEPT_MARKS}" in found.acts


def test_what_was_set_earlier_than_may_be_kept_goes() -> None:
    old = (tagged("old"), acted("review"), chose("gift"), rated("happy"), captured("ada@shop.example", "99"))
    found = marks(*old, tagged("new", 9.0))
    assert found.between(5.0) == Marks({"new": Tag(9.0)})


def test_what_is_dated_later_than_now_is_dated_now() -> None:
    assert marks(acted("review", 9.0)).between(-math.inf, 5.0).acts == {"review": Act(1, 5.0)}
    assert marks(rated("happy", 9.0)).between(-math.inf, 5.0).rated == Rating("happy", 5.0)


def test_nothing_to_forget_leaves_the_marks_as_they_are() -> None:
    found = marks(tagged("keen", 5.0))
    assert found.between(5.0, 5.0) is found


def test_what_was_closed_is_counted_by_rule_and_goes_with_its_time() -> None:
    found = marks(Event(Kind.DISMISSED, "exit", 1.0), Event(Kind.DISMISSED, "exit", 5.0))
    assert found.dismissed == {"exit": Act(2, 5.0)}
    assert found.between(6.0).dismissed == {}
    assert found.between(0.0, 4.0).dismissed == {"exit": Act(2, 4.0)}


def test_the_purposes_of_the_last_visit_are_those_agreed_to() -> None:
    first = Event(Kind.AGREED, "", 1.0, {"purposes": "marketing personalise"})
    found = marks(first, Event(Kind.AGREED, "", 2.0, {"purposes": "personalise"})).agreed
    assert found == Agreed(frozenset({"personalise"}), 2.0)
    assert marks(Event(Kind.AGREED, "", 3.0)).agreed == Agreed(frozenset(), 3.0)
    assert marks(first).between(2.0).agreed is None
    assert marks(first).between(-math.inf, 0.5).agreed == Agreed(frozenset({"marketing", "personalise"}), 0.5)
