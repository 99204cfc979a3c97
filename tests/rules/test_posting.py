from rules.decide import decide
from rules.decision import Post, Reason, Verdict
from tests.support.folder import SITE, context, expecting, rule, rulebook

WITH_WEBHOOK = f"{SITE}webhooks:\n  crm: {{ url: https://crm.example/hook }}\n"
ASKING = {"consent": ["marketing"], "page": "cart"}
BODY = """
consent: marketing
limit: { visitor: 1 per 7 days }
do: [ { webhook: { to: crm, event: seen, with: { country: "{{ place.country }}" } } } ]
"""


def verdict(given: dict[str, object], body: str = BODY) -> Verdict:
    book = rulebook(rule(body + expecting("country: GB, consent: [marketing]", "sent: seen")), WITH_WEBHOOK)
    (found,) = decide(context(given, book.site), book).verdicts
    return found


def test_a_rule_that_acts_tells_others() -> None:
    found = verdict({**ASKING, "country": "GB"})
    assert (found.reason, found.posts) == (Reason.APPLIED, (Post("crm", "seen", {"country": "GB"}),))
    assert found.outcomes == (("sent", "seen"),)


def test_without_consent_nobody_is_told() -> None:
    found = verdict({"country": "GB", "consent": ["personalise"]})
    assert (found.reason, found.posts) == (Reason.CONSENT_MISSING, ())


def test_a_rule_that_may_do_without_consent_tells_nobody_then() -> None:
    found = verdict({"country": "GB", "consent": []}, BODY + "without_consent: request_only\n")
    assert (found.reason, found.posts) == (Reason.CONSENT_MISSING, ())


def test_what_is_not_known_is_a_reason() -> None:
    found = verdict({**ASKING})
    assert (found.reason, found.posts) == (Reason.UNKNOWN_INPUT, ())
    assert "sent seen" in found.detail


def test_who_was_told_of_is_not_told_of_again() -> None:
    assert verdict({**ASKING, "country": "GB", "seen_days_ago": 3}).reason is Reason.CAPPED
