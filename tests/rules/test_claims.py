from rules.claims import attribute, content, token, visibility, whole
from rules.decision import Element

BANNER, FOOTER = Element("banner", "#banner"), Element("footer", "#footer")


def test_the_whole_is_all_that_others_need_of_it() -> None:
    assert {visibility(BANNER), content(BANNER)} < whole(BANNER)


def test_two_elements_share_nothing() -> None:
    assert whole(BANNER).isdisjoint(whole(FOOTER))


def test_parts_are_apart() -> None:
    parts = [
        visibility(BANNER),
        content(BANNER),
        attribute(BANNER, "src"),
        attribute(BANNER, "alt"),
        token(BANNER, "src"),
    ]
    assert len(set(parts)) == len(parts)
