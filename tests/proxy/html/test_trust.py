"""Which plans are proved before the answer, which behind it, and which not any more."""

from proxy.html.source import Source
from proxy.html.splice import Splice
from proxy.html.trust import Trust
from rules.decision import Edit, Html, Reason, Text
from tests.support.pages import UTF8, edit

PAGE = "<body><h1>{}</h1><div id=x>a</div></body>"
APPEND = edit("#x", "append", "<b>new</b>")


def sent(trust: Trust, number: int, *edits: Edit, page: str = PAGE, kind: str | None = "home") -> Splice:
    return trust.planned(kind, Source.of(page.format(number).encode(), UTF8), edits or (APPEND,))


def proved(trust: Trust, number: int, *edits: Edit, page: str = PAGE, kind: str | None = "home") -> bool:
    """Send a page, and tell whether it was proved first: with a share of 1, every other one waits."""
    trust.waiting.clear()
    sent(trust, number, *edits, page=page, kind=kind)
    return not trust.waiting


def test_the_first_bodies_are_proved_before_the_answer() -> None:
    trust = Trust(first=3, share=1)
    for number in range(5):
        assert b"<b>new</b>" in sent(trust, number).filled([APPEND])
    assert [check.body for check in trust.waiting] == [PAGE.format(number).encode() for number in (3, 4)]


def test_each_page_element_and_shape_has_first_bodies_of_its_own() -> None:
    trust = Trust(first=1, share=1)
    assert proved(trust, 1)
    for asked, kind in [
        (APPEND, "other"),
        (edit("h1", "append", "<b>new</b>"), "home"),
        (edit("#x", "prepend", "<b>new</b>"), "home"),
        (edit("#x", "append", "<i>new</i>"), "home"),
        (edit("#x", "append", "<b>new</b>", rule="other"), "home"),
    ]:
        assert proved(trust, 2, asked, kind=kind)
        assert not proved(trust, 3, asked, kind=kind)


def test_a_visitors_own_words_have_one_shape() -> None:
    trust = Trust(first=1, share=1)
    assert proved(trust, 1, edit("#x", "append", Html("<b>Ann</b>")), edit("h1", "fill", Text("Ann")))
    assert not proved(trust, 2, edit("#x", "append", Html("<b>Bob</b>")), edit("h1", "fill", Text("Bob")))


def test_other_surroundings_are_proved_anew() -> None:
    trust = Trust(first=1, share=1)
    assert proved(trust, 1)
    assert not proved(trust, 2)
    assert proved(trust, 3, page="<body><ul><li id=x>{}</li></ul>")


def test_what_the_tree_makes_doubtful_is_always_proved() -> None:
    trust, page = Trust(first=1, share=1), "<!doctype html><body><p>{}<table id=x></table>"
    for number in range(4):
        assert proved(trust, number, edit("#x", "remove"), page=page)


def test_a_page_that_is_no_page_of_the_site_is_always_proved() -> None:
    trust = Trust(first=1, share=1)
    for number in range(4):
        assert proved(trust, number, kind=None)


def test_a_share_of_the_others_waits() -> None:
    trust = Trust(first=1, share=0.25)
    waiting = sum(not proved(trust, number) for number in range(400))
    assert 60 < waiting < 140


def test_checks_that_wait_are_bounded() -> None:
    trust = Trust(first=1, share=1)
    for number in range(100):
        sent(trust, number)
    assert len(trust.waiting) < 50


def test_a_change_that_is_refused_proves_nothing() -> None:
    trust, asked = Trust(first=1, share=1), edit("td", "replace", Text("no room"))
    for number in range(4):
        assert proved(trust, number, asked, page="<body><table><tr><td>{}</td></tr></table>")


def test_a_missing_element_needs_no_proof_for_ever() -> None:
    trust, missing = Trust(first=2, share=1), edit("#absent", "remove", rule="missing")
    assert [proved(trust, number, APPEND, missing) for number in range(4)] == [True, True, False, False]


def test_where_it_is_asked_for_every_body_is_proved() -> None:
    trust = Trust(first=0, share=1)
    trust.planned("home", Source.of(PAGE.encode(), UTF8), [APPEND], always=True)
    assert not trust.waiting


def test_what_is_withdrawn_stays_off_pages_of_its_kind() -> None:
    trust = Trust(first=1, share=1)
    sent(trust, 1)
    sent(trust, 2)
    trust.withdraw(trust.waiting.pop(), {"rule": (Reason.EDIT_REFUSED, "it moves")})
    refused = sent(trust, 3)
    assert refused.plan.refused == {"rule": (Reason.EDIT_REFUSED, "withdrawn after a check: it moves")}
    assert refused.filled([APPEND]) == PAGE.format(3).encode()
    assert not sent(trust, 4, kind="other").plan.refused


def test_after_a_withdrawal_everything_of_the_page_is_proved_again() -> None:
    trust, other = Trust(first=1, share=1), edit("h1", "fill", "x", rule="other")
    for number in (1, 2):
        sent(trust, number, APPEND, other)
    trust.withdraw(trust.waiting.pop(), {"rule": (Reason.EDIT_REFUSED, "it moves")})
    assert proved(trust, 3, APPEND, other)
    assert not proved(trust, 4, APPEND, other)
