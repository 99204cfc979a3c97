import pytest

from rules.language.problem import RulebookError
from rules.language.source import read

ASKEW = "this does not line up: keys of one mapping begin in one column, and so do entries of one list"


def said(text: str) -> str:
    """Return line, column and sentence about a slip."""
    with pytest.raises(RulebookError) as caught:
        read("it.yaml", text.encode())
    (problem,) = caught.value.problems
    assert problem.code == "syntax"
    return f"{problem.mark.line}:{problem.mark.column} {problem.message}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: Voucher: hide it", '1:14 text with ": " in it needs quotes; keys of one mapping begin in one column'),
        ("who:\n  a: 1\n   b: 2", '3:5 text with ": " in it needs quotes; keys of one mapping begin in one column'),
        ("a:\n\tb: 1", "2:1 indent with spaces, never tabs"),
        ("a: @home", '1:4 text that begins with "@" needs quotes'),
        ("a: %10", '1:4 text that begins with "%" needs quotes'),
        ("a: `code`", '1:4 text that begins with "`" needs quotes'),
        ("a: */basket", '1:5 text that begins with "*" or "&" needs quotes'),
        ("a: { n: >= 1 }", "1:9 operators are words, such as { at_least: 1 }"),
        ("a: >= 1", "1:5 operators are words, such as { at_least: 1 }"),
        ("a: { path: /b?v=1 }", '1:14 text with "?" in it needs quotes between braces or brackets'),
        ("a: { b: 1\nc: 2", '2:2 a "," or the closing "}" is missing before this'),
        ("a: [b }", '1:7 a "," or the closing "]" is missing before this'),
        ("a: }", '1:4 this "}" closes nothing'),
        ('a: "never\nb: 2\n', "1:4 this quote is never closed"),
        ("a: 1\nb\nc: 2", '3:1 write "key: value" here, with a space after the colon'),
        ('a: "\\d"', "1:6 a backslash in double quotes begins an escape: use single quotes"),
        ("a:\n  - b\n c: 1", f"3:2 {ASKEW}"),
        ("a: b\n- c", f"2:1 {ASKEW}"),
    ],
)
def test_a_slip_is_said_as_a_person_would(text: str, sentence: str) -> None:
    assert said(text) == sentence


def test_what_nobody_foresaw_is_said_in_the_words_of_the_parser() -> None:
    assert said("%YAML 3.0\n---\na: 1") == "1:1 found incompatible YAML document (version 1.* is required)"
