import pytest

from rules.customers import LOGIN, CustomerFile
from rules.reading import Reading, Source, Topic
from tests.support.pipeline import FILES, rulebook

RULE = b"""
- id: vip
  name: Thank the best customers
  why: Who is thanked comes back
  learn: Do they?
  status: live
  where: { page: home }
  consent: personalise
  who: { crm.segment: vip }
  do: [ { insert: { into: header, at: end, fragment: uk } } ]
  expect:
    - given: { page: home, crm: { segment: VIP } }
      then: { inserted: uk }
    - given: { page: home, crm: {} }
      then: { unchanged: true, reason: NO_MATCH }
    - given: { page: home }
      then: { unchanged: true, reason: UNKNOWN_INPUT }
"""


def compiled(crm: str) -> CustomerFile | None:
    site = FILES["site.yaml"] + f"crm: {{ {crm} }}\n".encode()
    return rulebook({**FILES, "site.yaml": site, "rules.yaml": RULE}).site.customers


def test_customers_stand_in_a_file() -> None:
    assert compiled('id: { cookie: customer }, file: data/crm.csv, key: "Customer ID"') == CustomerFile(
        "customer", "data/crm.csv", "customer_id"
    )


def test_customers_are_told_by_a_service() -> None:
    url = "https://crm.internal/customers/{id}?fields=segment"
    assert compiled(f'id: {{ cookie: c }}, url: "{url}", purpose: marketing, remember: 1 hour') == CustomerFile(
        "c", url=url, purpose="marketing", remember=3600.0
    )


def test_a_page_may_tell_who_is_logged_in() -> None:
    found = compiled('id: { css: "#account", attribute: data-id, on: cart }, file: data/crm.csv, key: id')
    assert found is not None
    assert found.cookie == ""
    assert found.login == Topic(frozenset({"cart"}), {LOGIN: Reading(Source.CSS, "#account", attribute="data-id")})


def test_nobody_is_asked_who_is_logged_in_where_no_live_rule_wants_to_know() -> None:
    site = FILES["site.yaml"] + b"crm: { id: { cookie: c }, file: crm.csv, key: id }\n"
    assert rulebook({**FILES, "site.yaml": site}).site.customers is None


@pytest.mark.parametrize(
    ("crm", "sentence"),
    [
        ("id: { cookie: c, css: a }, file: a.csv, key: id", "say one place where the login id stands"),
        ("id: {}, file: a.csv, key: id", "say one place where the login id stands"),
        ("id: { css: a, on: nowhere }, file: a.csv, key: id", 'there is no page "nowhere"'),
        ("id: { cookie: c }", "say where customers are told: `file` or `url`"),
        ("id: { cookie: c }, file: a.csv, key: id, url: 'http://x/{id}'", "say where customers are told"),
        ("id: { cookie: c }, file: a.csv", "`key` names the column"),
        ("id: { cookie: c }, url: 'http://x/'", "write an address with {id} in it"),
        ("id: { cookie: c }, url: 'http://{id}/x'", "write an address with {id} in it"),
        ("id: { cookie: c }, url: 'http://u:p@x/{id}'", "write an address with {id} in it"),
        ("id: { cookie: c }, url: 'ftp://x/{id}'", "write an address with {id} in it"),
        ("id: { cookie: c }, url: 'http://[x/{id}'", "write an address with {id} in it"),
        ("file: a.csv, key: id", '"id" is'),
    ],
)
def test_what_is_wrong_is_told(crm: str, sentence: str) -> None:
    with pytest.raises(AssertionError) as caught:
        compiled(crm)
    assert sentence in str(caught.value)
