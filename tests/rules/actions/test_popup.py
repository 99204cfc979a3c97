import pytest

from rules.decision import BODY, Op
from tests.support.actions import BRITON, FORGOTTEN, NOBODY, action, edits, markup, refused


def popup(fragment: str = "hello", title: object = "One moment", **more: object) -> dict[str, object]:
    return {"fragment": fragment, "title": title, **more}


def test_it_is_a_dialog_at_the_end_of_the_page_that_our_script_opens() -> None:
    (edit,) = edits("popup", popup())
    assert (edit.element, edit.op) == (BODY, Op.APPEND)
    assert markup("popup", popup()) == (
        '<dialog class="dv-popup" data-dv-open data-dv-rule="spring" aria-labelledby="dv-spring-name">'
        '<h2 id="dv-spring-name">One moment</h2><p>Hello</p>'
        '<form method="dialog" class="dv-close"><button>Close</button></form></dialog>'
    )


def test_without_a_title_all_that_stands_in_it_names_it() -> None:
    assert markup("popup", "hello").startswith(
        '<dialog class="dv-popup" data-dv-open data-dv-rule="spring" aria-labelledby="dv-spring-name">'
        '<div id="dv-spring-name"><p>Hello</p></div><form'
    )


def test_its_title_and_its_button_are_words_and_never_markup() -> None:
    made = markup("popup", popup(title="<b>5 & more</b>", close='<i>"No"</i>'))
    assert ">&lt;b&gt;5 &amp; more&lt;/b&gt;</h2>" in made
    assert "<button>&lt;i&gt;&quot;No&quot;&lt;/i&gt;</button>" in made


def test_its_title_shows_values() -> None:
    assert ">To Leeds in two days</h2>" in markup("popup", popup(title="To {{ place.city }} in two days"), BRITON)


def test_it_shows_what_is_known_and_what_is_handed_over() -> None:
    assert "<p>We deliver to United Kingdom</p>" in markup("popup", popup("delivery"), BRITON)
    assert "<p>30</p>" in markup("popup", popup("offer", values={"words": 30}))


def test_nothing_opens_when_what_it_shows_is_not_known() -> None:
    assert edits("popup", popup("delivery"), NOBODY) == ()
    assert edits("popup", popup("again"), FORGOTTEN) == ()
    assert edits("popup", popup(title="In {{ place.city }}"), NOBODY) == ()


def test_it_tells_what_it_did() -> None:
    assert action("popup", popup()).outcome() == ("popup", "hello")
    assert action("popup", popup()).touches() == (BODY,)


def test_it_takes_no_part_of_the_page() -> None:
    assert action("popup", popup()).claims() == frozenset()


def test_it_tells_when_it_shows_the_past() -> None:
    assert action("popup", popup("again")).remembers()
    assert action("popup", popup(title="Visit {{ visitor.visits }}")).remembers()
    assert not action("popup", popup("delivery")).remembers()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"title": "One moment"}, "missing"),
        (popup("helo"), "undefined-fragment"),
        (popup(title=True), "wrong-value"),
        (popup(title="{{ values.words }}"), "unknown-value"),
        (popup("offer"), "missing-value"),
        (popup("hello", values={"words": "x"}), "unknown-value"),
        (popup("card"), "unknown-value"),
        (popup(close=3), "string_type"),
    ],
)
def test_what_cannot_work_is_refused(value: object, code: str) -> None:
    assert code in refused("popup", value)
