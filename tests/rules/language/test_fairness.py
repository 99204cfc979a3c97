"""Nobody is paid for praise, no form asks what nobody hears, and an address is asked for what was agreed to."""

import pytest

from rules.language.compile import Files
from tests.support.folder import SITE, draft, sentences
from tests.support.folder import codes as found

SHOP = SITE.replace("segments:\n", "segments:\n  fan: { satisfaction: happy }\n") + (
    "codes: { welcome: { file: codes/welcome.csv } }\nwebhooks: { support: { url: 'https://support.example/' } }\n"
)
ASK = "{ ask: { question: 'How was it?', into: header, at: end, happy: 'Yes', unhappy: 'No', to: support } }"
CALL = "{ help: { by: call, say: 'Shall we call?', into: header, at: end, to: support, notice: hello } }"
CHAT = "{ help: { by: chat, say: 'Questions?', into: header, at: end, link: /chat } }"
GIVE = "{ give_code: { pool: welcome, into: header, at: end, fragment: code } }"
FORM = (
    '<form method="dialog" data-dv-tell="capture"><label for="m">Mail</label>'
    '<input id="m" type="email" name="email" required></form>'
)
INSERT = "{ insert: { into: header, at: end, fragment: form } }"
MORE: Files = {"fragments/form.html": FORM.encode(), "fragments/code.html": b"<p>{{ code }}</p>"}


def codes(body: str) -> list[str]:
    return found(draft(f"where: {{ page: home }}\n{body}"), SHOP, MORE)


def capture(purpose: str) -> str:
    return f"capture: {{ email: {{ purpose: {purpose}, keep: 30 days, notice: hello }} }}"


def test_an_answer_and_a_code_do_not_stand_in_one_rule() -> None:
    assert codes(f"consent: personalise\ndo: [ {ASK} ]") == []
    assert codes(f"consent: personalise\ndo: [ {GIVE} ]") == []
    assert codes(f"consent: personalise\ndo: [ {ASK}, {GIVE} ]") == ["reward-for-praise"]
    otherwise = f"consent: personalise\nwho: {{ visits: 2 }}\ndo: [ {ASK} ]\notherwise: [ {GIVE} ]"
    assert codes(otherwise) == ["reward-for-praise"]


@pytest.mark.parametrize(
    "who",
    [
        "satisfaction: happy",
        "any: [ { visits: 2 }, { satisfaction: { is: happy, within: 30 days } } ]",
        "none: [ { satisfaction: unhappy } ]",
        "none: [ { none: [ { satisfaction: happy } ] } ]",
        "segment: fan",
    ],
)
def test_praise_earns_no_code_afterwards_either(who: str) -> None:
    assert codes(f"consent: personalise\nwho: {{ {who} }}\ndo: [ {GIVE} ]") == ["reward-for-praise"]
    assert codes(f"consent: personalise\nwho: {{ {who} }}\ndo: [ {INSERT.replace('form', 'hello')} ]") == []


@pytest.mark.parametrize("who", ["satisfaction: unhappy", "none: [ { satisfaction: happy } ]", "visits: 2"])
def test_who_is_unhappy_or_anybody_may_get_one(who: str) -> None:
    assert codes(f"consent: personalise\nwho: {{ {who} }}\ndo: [ {GIVE} ]") == []


@pytest.mark.parametrize(
    ("action", "insists"), [(ASK, True), (CALL, True), (CHAT, False)], ids=["a question", "a form", "a link"]
)
def test_what_is_nothing_without_an_answer_is_for_who_agreed(action: str, insists: bool) -> None:
    assert codes(f"consent: personalise\ndo: [ {action} ]") == []
    assert codes(f"do: [ {action} ]") == (["unheard"] if insists else ["needs-consent"])
    request_only = f"consent: personalise\nwithout_consent: request_only\ndo: [ {action} ]"
    assert codes(request_only) == (["unheard"] if insists else [])


def test_otherwise_is_heard_of_who_agreed_too() -> None:
    other = "who: { geo.country: GB }\ndo: [ { hide: header } ]\notherwise: [ " + ASK + " ]"
    assert codes(f"consent: personalise\n{other}") == []
    assert codes(f"consent: personalise\nwithout_consent: request_only\n{other}") == ["unheard"]


def test_a_form_and_the_capture_of_its_rule_need_each_other() -> None:
    assert codes(f"consent: marketing\ndo: [ {INSERT} ]\n{capture('marketing')}") == []
    assert codes(f"consent: marketing\ndo: [ {INSERT} ]") == ["capture-missing"]
    hello = INSERT.replace("form", "hello")
    assert codes(f"consent: marketing\ndo: [ {hello} ]\n{capture('marketing')}") == ["no-form"]


def test_an_address_is_kept_for_a_purpose_that_the_rule_has_consent_for() -> None:
    assert codes(f"consent: personalise\ndo: [ {INSERT} ]\n{capture('marketing')}") == ["needs-consent"]
    assert codes(f"consent: marketing\ndo: [ {INSERT} ]\n{capture('marketng')}") == ["unknown-purpose"]
    text = draft(f"where: {{ page: home }}\nconsent: marketing\ndo: [ {INSERT} ]\n{capture('marketng')}")
    assert sentences(text, SHOP, MORE) == ['site.yaml names no consent "marketng". Did you mean "marketing"?']
    assert codes(f"do: [ {INSERT} ]\n{capture('marketing')}") == ["unheard", "needs-consent"]
