from rules.decide import decide
from rules.explain import explained
from tests.support.folder import context, expecting, rule, rulebook

RULES = (
    rule(
        f"""
        where: {{ page: cart }}
        consent: personalise
        without_consent: request_only
        who:
          any:
            - came_from: {{ channel: coupon, within: 30 days }}
            - cart.coupon: applied
        do:
          - show: promo_field
        otherwise:
          - hide: promo_field
        {expecting('page: cart, landing: "/?utm_medium=coupon"', "shown: promo_field")}
        """,
        "promo",
    )
    + rule(f"where: {{ page: home }}\ndo: [ {{ hide: header }} ]\n{expecting('page: home', 'hidden: header')}", "home")
    + rule("do: [ { hide: price } ]", "later", "draft")
)


def trace(given: dict[str, object], **met: int) -> list[str]:
    """Return the lines of a trace, runs of spaces as one, without the digests of rules."""
    book = rulebook(RULES)
    it = context(given, book.site)
    text = explained(it, book, decide(it, book), met)
    return [" ".join(word for word in line.split() if word not in digests()) for line in text.splitlines()]


def digests() -> set[str]:
    return {f"v{each.digest[:4]}" for each in rulebook(RULES).rules}


def test_a_score_explains_itself() -> None:
    who = "consent: personalise\nwho: { stage: decision, score: { at_least: 50 }, need: reassurance }"
    tried = expecting("page: home, need: reassurance, stage: decision", "hidden: header")
    book = rulebook(rule(f"{who}\ndo: [ {{ hide: header }} ]\n{tried}"))
    it = context({"page": "home", "viewed": [{"product": "1"}, {"product": "2"}], "items": 1}, book.site)
    text = explained(it, book, decide(it, book), {})
    assert "stage = decision, score 55 (start +20, basket +10, duration +10, pages +6)" in text
    assert "score = 55 (additive: start +20, basket +10, duration +10, pages +6)" in text
    assert "need = education (33% sure)" in text


WAITING = rule(
    f"""
    when:
      any:
        - exit_intent: {{ pointer: top_left, after: 8 seconds, on_touch: back_or_idle }}
        - visible: header
    do: [ {{ hide: header }} ]
    {expecting("page: home, event: visible", "hidden: header")}
    """
)


def waiting(given: dict[str, object]) -> list[str]:
    book = rulebook(WAITING)
    it = context(given, book.site)
    return [" ".join(line.split()) for line in explained(it, book, decide(it, book), {}).splitlines()[1:]]


def test_a_rule_that_waits_tells_for_what_and_what_has_come() -> None:
    head, leaving, sight = waiting({"page": "home"})
    assert head.endswith("WAITING_FOR_MOMENT hidden header")
    assert leaving == ("rules.yaml:8 when.any[0] exit_intent pointer top_left, after 8, on_touch back or idle waits")
    assert sight == "rules.yaml:9 when.any[1] visible element header, share 50 waits"
    head, leaving, sight = waiting({"page": "home", "event": {"visible": "header"}})
    assert head.endswith("APPLIED hidden header")
    assert (leaving.split()[-1], sight.split()[-1]) == ("waits", "came")


def test_a_trace_tells_every_rule_down_to_the_value_seen() -> None:
    reader = {"landing": "/?utm_campaign=newsletter", "landed": "2 days"}
    assert trace({"page": "cart", "path": "/basket", **reader}, promo=1) == [
        "GET /basket 2025-11-22 14:00:00 UTC page: cart consent: marketing, personalise",
        "promo rules.yaml:1 OTHERWISE hidden promo_field (1 element)",
        "rules.yaml:11 who.any[0] came_from channel coupon, within 30 days no last campaign: newsletter, 2 days ago",
        "rules.yaml:12 who.any[1] cart.coupon applied no cart.coupon = none",
        "home rules.yaml:18 OTHER_PAGE",
        "rules.yaml:23 where page home no page = cart",
        "later rules.yaml:26 DRAFT",
    ]


def test_elements_are_counted() -> None:
    assert trace({"page": "home"}, home=2)[-2] == "home rules.yaml:18 APPLIED hidden header (2 elements)"
    assert trace({"page": "home"}, home=0)[-2] == "home rules.yaml:18 APPLIED hidden header (0 elements)"


def test_what_was_not_met_on_a_page_has_no_count() -> None:
    assert trace({"page": "home"})[-2] == "home rules.yaml:18 APPLIED hidden header"


def test_a_trace_shows_what_the_rule_saw_and_no_more() -> None:
    lines = trace({"page": "cart", "coupon": "TEN", "consent": []})
    assert lines[0].endswith("page: cart consent: none")
    assert lines[3] == "rules.yaml:12 who.any[1] cart.coupon applied no cart.coupon = none"


def test_a_page_without_a_name_is_told() -> None:
    assert "page: no page named in site.yaml" in trace({"path": "/about"})[0]
