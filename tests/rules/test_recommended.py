from dataclasses import replace

from rules.catalogue import Catalogue
from rules.context import Context
from rules.recommended import HAD, RANKED, Recommended, met
from scoring.event import Event, Kind
from scoring.learned import learned
from scoring.recommend import Recommender
from scoring.visitor import Visitor
from tests.support.actions import FORGOTTEN, NAMES, NOBODY, PRODUCTS, fan, shopper
from tests.support.words import NOW

DAY = 86_400.0


def shelf() -> Recommended:
    assert NAMES.recommended is not None
    return NAMES.recommended


def offer(context: Context) -> list[str]:
    return [product.id for product in shelf().offer(context)]


def why(context: Context, id_: str) -> str:
    return shelf().why(context, next(product for product in PRODUCTS if product.id == id_))


def seen(*days_ago: tuple[str, float]) -> Context:
    events = (Event(Kind.SEEN, "/p", NOW - ago * DAY, {"product": id_}) for id_, ago in days_ago)
    return Context(NOW, visitor=Visitor().after_all(events))


def test_what_comes_next_is_offered_first() -> None:
    assert offer(shopper("1"))[0] == "4"
    assert offer(shopper("5"))[0] == "2"


def test_what_most_visits_met_is_for_those_of_whom_nothing_is_known() -> None:
    assert offer(NOBODY) == offer(FORGOTTEN) == ["1", "2", "4", "3", "5"]


def test_what_this_visit_has_met_is_not_offered_again() -> None:
    assert "1" not in offer(shopper("1"))
    assert "1" not in offer(shopper("1", "4"))
    assert "1" in shelf().ranking(shopper("1", "4"))


def test_what_an_earlier_visit_met_is_offered_again() -> None:
    assert "1" in offer(seen(("1", 3), ("4", 2)))


def test_the_popular_of_a_liked_category_come_before_the_rest() -> None:
    assert offer(fan("Boots"))[:2] == ["4", "5"]
    assert offer(fan("Coats"))[:3] == ["1", "2", "3"]
    assert offer(fan("Hats")) == offer(NOBODY)


def test_what_the_feed_does_not_hold_is_not_offered() -> None:
    assert "9" not in offer(shopper("4"))


def test_what_is_in_the_basket_or_was_just_bought_is_not_offered() -> None:
    assert "4" not in offer(shopper("1", added=("4",)))
    assert "4" not in shelf().ranking(shopper("1", added=("4",)))


def test_what_was_bought_long_ago_is_offered_again() -> None:
    old, seen = Event(Kind.ADDED, "4", NOW - HAD - DAY), Event(Kind.SEEN, "/p/1", NOW - 60, {"product": "1"})
    assert offer(Context(NOW, visitor=Visitor().after_all((old, seen))))[0] == "4"


def test_a_visit_is_looked_at_by_itself() -> None:
    assert met(seen(("5", 3), ("1", 0))) == ("1",)


def test_the_last_visits_count_while_this_one_has_met_nothing() -> None:
    assert met(seen(("5", 3), ("1", 2))) == ("5", "1")


def test_the_product_of_the_page_is_known_even_when_the_past_is_not() -> None:
    page = replace(FORGOTTEN, facts={"product.id": "1"})
    assert met(page) == ("1",)
    assert offer(page)[0] == "4"


def test_what_is_put_in_the_basket_was_met() -> None:
    assert met(shopper("1", added=("4",))) == ("1", "4")


def test_a_ranking_holds_what_comes_next_alone() -> None:
    assert shelf().ranking(NOBODY) == ()
    assert shelf().ranking(shopper("4"))[:2] == ("1", "2")


def test_a_ranking_leaves_out_what_is_sold_out() -> None:
    assert "3" in offer(shopper("1"))
    assert "3" not in shelf().ranking(shopper("1"))


def test_a_ranking_leaves_out_the_product_of_the_page() -> None:
    assert "4" not in shelf().ranking(shopper("1", page="4"))


def test_without_a_feed_a_ranking_is_still_one() -> None:
    bare = Recommended.of(Recommender.of(learned([["a", *map(str, range(99))]])), Catalogue())
    assert len(bare.ranking(shopper("a"))) == RANKED
    assert list(bare.offer(shopper("a"))) == []


def test_it_tells_why() -> None:
    assert why(shopper("1"), "4") == "because of 1: 3 of the 4 visits most like this one met it"
    assert why(shopper("1"), "5") == "met together with what comes next"
    assert why(NOBODY, "4") == "met by 3 visits, as popular ones are"
