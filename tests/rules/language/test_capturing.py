"""A form that asks for a mail address bears the notice, and everything that it needs to be heard and to be fair."""

import pytest

from rules.capture import Capture
from rules.language.compile import Files
from rules.rulebook import Rule
from tests.support.folder import codes, draft, rulebook, sentences, told

FORM = (
    '<h2>Keep your basket</h2><form method="dialog" data-dv-tell="capture"><p><label for="m">Your mail</label>'
    '<input id="m" type="email" name="email" required></p><p><button value="sent">Send</button></p></form>'
)
KEEP = "{ email: { purpose: marketing, keep: 30 days, notice: privacy-short } }"
INSERT = "do: [ { insert: { into: header, at: end, fragment: form } } ]\n"
RULE = f"consent: marketing\n{INSERT}capture: {KEEP}"


def folder(form: str = FORM, notice: str = "<p>We use it once.</p>") -> Files:
    return {"fragments/form.html": form.encode(), "fragments/privacy-short.html": notice.encode()}


def captures(rule: Rule) -> Capture:
    (found,) = [action for action in rule.do if isinstance(action, Capture)]
    return found


def shown(notice: str = "<p>We use it once.</p>") -> str:
    (rule,) = rulebook(draft(RULE), more=folder(notice=notice)).rules
    fragment = getattr(rule.do[0], "fragment")  # noqa: B009 # an action's own field
    return str(fragment.source)


def test_it_says_what_for_and_how_long() -> None:
    (rule,) = rulebook(draft(RULE), more=folder()).rules
    assert captures(rule) == Capture("marketing", 30 * 86_400.0)


def test_the_notice_stands_in_the_form_in_front_of_its_field() -> None:
    assert shown() == FORM.replace(
        'data-dv-tell="capture">', 'data-dv-tell="capture"><div class="dv-notice"><p>We use it once.</p></div>'
    )


def test_a_notice_may_hold_values_which_are_checked_where_it_lands() -> None:
    assert "{{ place.city" in shown('<p>In {{ place.city | default("town") }}</p>')


@pytest.mark.parametrize(
    ("form", "lacks"),
    [
        (FORM.replace('method="dialog" ', ""), "method"),
        (FORM.replace('type="email" ', ""), '<input type="email" name="email" required>'),
        (FORM.replace('name="email" ', 'name="mail" '), '<input type="email" name="email" required>'),
        (FORM.replace(" required", ""), "`required`"),
        (FORM.replace('<label for="m">Your mail</label>', "Your mail"), "a <label>"),
    ],
)
def test_a_form_that_would_fail_its_visitor_is_refused(form: str, lacks: str) -> None:
    (said,) = sentences(draft(RULE), more=folder(form))
    assert said.startswith(f'the form of "form" lacks {lacks}')
    assert told(draft(RULE), more=folder(form)) == ["rules.yaml:8:21 form-lacks"]


@pytest.mark.parametrize(
    ("capture", "code"),
    [
        ("{ email: { purpose: marketing, keep: 30 days } }", "missing"),
        ("{ email: { purpose: marketing, notice: privacy-short } }", "missing"),
        ("{ email: { keep: 30 days, notice: privacy-short } }", "missing"),
        ("{ email: { purpose: marketing, keep: soon, notice: privacy-short } }", "not-a-duration"),
        ("{ email: { purpose: marketing, keep: 30 days, notice: privcy } }", "undefined-fragment"),
        ("{ email: { purpose: marketing, keep: 30 days, notice: privacy-short, to: crm } }", "unknown-webhook"),
        ("{ phone: { purpose: marketing } }", "missing"),
        ("marketing", "wrong-value"),
    ],
)
def test_purpose_retention_and_notice_are_needed(capture: str, code: str) -> None:
    assert code in codes(draft(f"consent: marketing\n{INSERT}capture: {capture}"), more=folder())


@pytest.mark.parametrize(
    ("notice", "why"),
    [
        ('<form method="dialog"><p>Yes</p></form>', "it has a form of its own"),
        (f"<p>{'a' * 65_500}</p>", "a fragment holds at most 65536 characters"),
    ],
)
def test_a_notice_that_does_not_fit_into_the_form_is_told_with_both_names(notice: str, why: str) -> None:
    (said,) = sentences(draft(RULE), more=folder(notice=notice))
    assert said == f'"privacy-short" does not fit into the form of "form": {why}'
