from tests.support.folder import SITE, codes, draft, expecting, rule

WITH_WEBHOOK = f"{SITE}webhooks:\n  crm: {{ url: https://crm.example/hook }}\n"
DO = "do: [ { webhook: { to: crm, event: seen } } ]\n"
LIMIT = "limit: { visitor: 1 per 7 days }\n"
CONSENT = "consent: marketing\n"


def found(body: str) -> list[str]:
    return codes(draft(body), WITH_WEBHOOK)


def test_a_rule_that_says_for_what_and_how_often_is_fine() -> None:
    assert codes(rule(CONSENT + LIMIT + DO + expecting("consent: [marketing]", "sent: seen")), WITH_WEBHOOK) == []
    assert found(CONSENT + "limit: { visit: 1 }\n" + DO) == []


def test_without_a_purpose_it_is_refused() -> None:
    assert "needs-consent" in found(LIMIT + DO)
    assert "needs-consent" in found("without_consent: request_only\n" + LIMIT + DO)


def test_without_a_limit_it_is_refused() -> None:
    assert found(CONSENT + DO) == ["no-limit"]
    assert found(CONSENT + "limit: { stop_after: order_placed }\n" + DO) == ["no-limit"]


def test_otherwise_tells_nobody() -> None:
    body = "who: { visits: 1 }\ndo: [ { hide: promo_field } ]\notherwise: [ { webhook: { to: crm, event: seen } } ]\n"
    assert "wrong-place" in found(CONSENT + LIMIT + body)


def test_with_a_moment_it_is_refused() -> None:
    body = "where: { page: cart }\nwhen: { after: 5 seconds }\n"
    assert found(CONSENT + LIMIT + body + DO) == ["wrong-place"]


def test_other_rules_are_not_looked_at() -> None:
    assert found("do: [ { hide: promo_field } ]") == []
