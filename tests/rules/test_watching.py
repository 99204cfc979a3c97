from rules.decision import Element
from rules.watching import Watching

PRICE, LOGO = Element("price", "#price", found_on=frozenset({"product"})), Element("logo", "#logo")


def test_it_covers_the_pages_that_it_names_and_all_when_it_names_none() -> None:
    assert Watching().covers(frozenset())
    assert Watching(on=frozenset({"cart"})).covers(frozenset({"cart", "home"}))
    assert not Watching(on=frozenset({"cart"})).covers(frozenset({"home"}))
    assert not Watching(on=frozenset({"cart"})).covers(frozenset())


def test_of_a_page_only_what_is_found_there_is_watched() -> None:
    watching = Watching((PRICE, LOGO))
    assert watching.names == {"price", "logo"}
    assert watching.on_pages(frozenset({"product"})) == (PRICE, LOGO)
    assert watching.on_pages(frozenset({"home"})) == (LOGO,)
