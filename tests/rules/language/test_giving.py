import pytest

from tests.support.folder import FRAGMENTS, SITE, expecting, rule, sentences, told

CODES = "codes: { freeship: { file: codes/freeship.csv }, welcome: { file: codes/welcome.csv } }\n"
MORE = {
    **FRAGMENTS,
    "fragments/code.html": b"<p>{{ code }}</p>",
    "fragments/until.html": b"<p>{{ code }} until {{ code.until }}</p>",
}
INSERT = "insert: { into: header, at: end, fragment: %s }"


def found(do: str) -> list[str]:
    return sentences(_rule(do), SITE + CODES, MORE)


def _rule(do: str) -> str:
    return rule(
        f"where: {{ page: home }}\nconsent: personalise\ndo: [ {do} ]\n{expecting('page: home', 'unchanged: false')}"
    )


@pytest.mark.parametrize(
    "do",
    [
        "{ give_code: { pool: freeship, into: header, fragment: code } }",
        "{ give_code: { pool: freeship, into: header, fragment: until, expires: 3 days } }",
        f"{{ give_code: freeship }}, {{ {INSERT % 'code'} }}",
        f"{{ {INSERT % 'until'} }}, {{ give_code: {{ pool: freeship, expires: 3 days }} }}",
        f"{{ {INSERT % 'hello'} }}",
    ],
)
def test_a_code_is_given_and_shown(do: str) -> None:
    assert found(do) == []


@pytest.mark.parametrize(
    ("do", "message"),
    [
        (f"{{ {INSERT % 'code'} }}", '"code" shows a code: add `- give_code: POOL`'),
        ("{ give_code: freeship }", "no fragment of this rule shows the code: write {{ code }} in one"),
        (f"{{ give_code: freeship }}, {{ {INSERT % 'hello'} }}", "no fragment of this rule shows the code"),
        (f"{{ give_code: freeship }}, {{ {INSERT % 'until'} }}", "say in `give_code` when it `expires`"),
        (
            f"{{ give_code: freeship }}, {{ give_code: welcome }}, {{ {INSERT % 'code'} }}",
            "a rule gives one code",
        ),
    ],
)
def test_what_does_not_go_together_is_told(do: str, message: str) -> None:
    (told,) = found(do)
    assert message in told


@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ('<a href="/basket?code={{ code }}">x</a>', "let it stand between tags"),
        ('<input value="{{ code }}">', "let it stand between tags"),
        ('<p title="{{ code if visitor.visits else "x" }}">x</p>', "let it stand between tags"),
        ('<p title="{{ code or "x" }}">x</p>', "let it stand between tags"),
        ("<textarea>{{ code }}</textarea>", "let it stand between tags"),
        ("<p>{{ code | lower }}</p>", "a code is shown as it is"),
        ("<p>{{ code.end }}</p>", 'there is no value "code.end"'),
    ],
)
def test_a_code_stands_between_tags_alone(fragment: str, message: str) -> None:
    problems = sentences("", SITE + CODES, {"fragments/bad.html": fragment.encode()})
    assert any(message in problem for problem in problems)


def test_a_code_is_no_text_of_a_rule() -> None:
    do = '{ give_code: freeship }, { text: { in: header, say: "{{ code }}" } }'
    assert "rules.yaml:8:61 unknown-value" in told(_rule(do), SITE + CODES, MORE)
