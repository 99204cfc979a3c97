from rules.catalogue import Catalogue
from rules.decide import decide
from rules.language.scope import Scope
from rules.language.source import read
from rules.language.taught import recommended
from scoring.learned import learned, written
from scoring.stage import Cuts
from tests.support.folder import SITE, codes, compiling, context, expecting, rule, rulebook, sentences

FEED = b"id,title,link,category\n1,Coat,/p/1,Coats\n2,Boots,/p/2,Boots\n3,Hat,/p/3,Hats\n"
CARD = b"<li>{{ product.title }}</li>"
TAUGHT = written(learned([["1", "2"], ["1", "2"], ["3", "1"]]))
MORE = {"products.csv": FEED, "fragments/card.html": CARD, "visits.json": TAUGHT}

WITH = SITE + "feed: { file: products.csv }\nrecommend: { file: visits.json }\n"
FILL = "consent: personalise\ndo: [ { products: { into: header, from: recommended, card: card } } ]\n"


def filling(given: str, then: str) -> str:
    return rule(FILL + expecting(given, then))


def test_a_rule_is_expected_to_offer_what_comes_next() -> None:
    assert codes(filling("page: cart, viewed: [ { product: '1' } ]", "offered: [2, 3]"), WITH, MORE) == []
    assert codes(filling("page: cart, viewed: [ { product: '1' } ]", "offered: '2'"), WITH, MORE) == []


def test_what_is_offered_in_another_order_is_told_with_the_reasons() -> None:
    (sentence,) = sentences(filling("page: cart, viewed: [ { product: '1' } ]", "offered: ['3']"), WITH, MORE)
    assert "expected \"offered: ['3']\", but the rule answered APPLIED: products header" in sentence
    assert "2 Boots: because of 1: 2 of the 3 visits most like this one met it" in sentence


def test_what_visits_taught_may_change_and_does_not_hold_up_the_rules() -> None:
    changed = {**MORE, "visits.json": written(learned([["1", "3"]]))}
    found = compiling(filling("page: cart, viewed: [ { product: '1' } ]", "offered: ['2']"), WITH, changed)
    assert [problem.code for problem in found.problems] == ["offers-others"]
    assert found.errors == ()


def test_only_a_rule_that_chooses_products_can_be_expected_to_offer_any() -> None:
    hiding = rule("do: [ { hide: header } ]\n" + expecting("page: cart", "offered: ['1']"))
    assert codes(hiding, WITH, MORE) == ["unknown-word"]


def test_a_rule_that_does_not_act_offers_nothing() -> None:
    somewhere = rule("where: { page: home }\n" + FILL + expecting("page: cart", "offered: ['1']"))
    assert codes(somewhere, WITH, MORE) == ["offers-others"]


def test_a_page_is_filled_by_what_past_visits_met() -> None:
    book = rulebook(filling("page: cart", "products: header"), WITH, MORE)
    (edit,) = decide(context({"page": "cart", "viewed": [{"product": "1"}]}, book.site), book).edits
    assert getattr(edit.content, "markup", "") == "<li>Boots</li><li>Hat</li>"


SCORED = SITE + "score: { model: model.json }\n"
MODEL = b"""{"name": "spring", "logistic": {"start": -2, "terms": [{"feature": "pages", "weight": 3}]},
"stages": {"discovery": 30, "decision": 40, "ready_to_buy": 90}, "quantiles": [-1, 0, 4]}"""


def likely(given: str, reason: str) -> str:
    who = "consent: personalise\nwho: { conversion: { top: 25%, at_least: 50% }, stage: ready_to_buy }\n"
    return rule(f"{who}do: [ {{ hide: header }} ]\n" + expecting(given, f"reason: {reason}"))


def test_a_trained_model_gives_the_score_its_stages_and_the_probability() -> None:
    model = {"model.json": MODEL}
    assert codes(likely("page: home, viewed: [ { page: product, times: 2 } ]", "APPLIED"), SCORED, model) == []
    assert codes(likely("page: home", "NO_MATCH"), SCORED, model) == []


def test_what_site_yaml_says_of_the_stages_counts_above_the_model() -> None:
    site = SITE + "score: { model: model.json, stages: { discovery: 1, decision: 2, ready_to_buy: 3 } }\n"
    assert rulebook("", site, {"model.json": MODEL}).site.measures.cuts == Cuts(1.0, 2.0, 3.0)
    assert rulebook("", SCORED, {"model.json": MODEL}).site.measures.cuts == Cuts(30.0, 40.0, 90.0)


def test_a_model_that_is_not_there_or_broken_is_told() -> None:
    assert "`devanture train` writes it" in sentences("", SCORED)[0]
    assert codes("", SCORED, {"model.json": b"{}"}) == ["broken-file"]
    assert "name: Field required" in sentences("", SCORED, {"model.json": b"{}"})[0]


def test_a_model_has_points_of_its_own() -> None:
    both = SITE + "score: { model: model.json, start: 5 }\n"
    assert codes("", both, {"model.json": MODEL}) == ["wrong-value"]


def test_without_a_file_the_word_says_how_to_get_one() -> None:
    (sentence,) = sentences(filling("page: cart", "products: header"), SITE, {"fragments/card.html": CARD})
    assert "`devanture learn` writes it" in sentence


def test_a_file_that_is_not_there_is_told_with_the_nearest() -> None:
    site = WITH.replace("visits.json", "vists.json")
    assert codes("", site, MORE) == ["missing-file"]
    assert sentences("", site, MORE)[0].endswith('Did you mean "visits.json"?')


def test_a_broken_file_is_told_and_its_rules_are_not_blamed() -> None:
    broken = {**MORE, "visits.json": TAUGHT[:-3]}
    assert codes(filling("page: cart", "products: header"), WITH, broken) == ["broken-file"]
    assert "`devanture learn` writes" in sentences("", WITH, broken)[0]


def test_what_is_written_wrong_in_site_yaml_is_told() -> None:
    assert codes("", SITE + "recommend: { fiel: visits.json }\n", MORE) == ["missing", "unknown-key"]
    assert codes("", SITE + "recommend: visits.json\n", MORE) != []


def test_the_file_is_read_once_however_often_the_rules_are_loaded() -> None:
    catalogue = Catalogue()
    first, second = (recommended(Scope(read("site.yaml", WITH.encode())), MORE, catalogue) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.recommender is second.recommender
