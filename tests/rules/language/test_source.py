import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.language.problem import RulebookError
from rules.language.source import MAX_ALIASES, MAX_BYTES, MAX_DEPTH, Document, read


def value(text: str) -> object:
    return read("it.yaml", text.encode()).value


def refused(raw: bytes | str) -> str:
    """Return place and code of what is wrong with a file."""
    with pytest.raises(RulebookError) as caught:
        read("it.yaml", raw if isinstance(raw, bytes) else raw.encode())
    (problem,) = caught.value.problems
    return f"{problem.mark.line}:{problem.mark.column} {problem.code}"


@pytest.mark.parametrize("text", ["NO", "no", "yes", "on", "Off", "y", "12:30", "1_000", "2026-11-22", "0x1F", "0o17"])
def test_words_and_times_stay_text(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("007", 7),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("9999999999999999999", 1e19),
        ("9" * 40, "9" * 40),
        ("'12'", "12"),
        ('"true"', "true"),
        ("|\n  12", "12"),
    ],
)
def test_plain_values_are_those_of_the_core_schema(text: str, expected: object) -> None:
    found = value(text)
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "\ufeff"])
def test_a_file_without_a_value_is_nothing(text: str) -> None:
    assert value(text) is None


def test_keys_are_text() -> None:
    assert value("1: a\nNO: b\ntrue: c") == {"1": "a", "NO": "b", "true": "c"}


def test_an_alias_stands_for_its_anchor() -> None:
    assert value("a: &x [1, { b: 2 }]\nc: *x") == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3", "3:1 duplicate-key"),
        ("a: { b: 1, b: 2 }", "1:12 duplicate-key"),
        ("a: !!str 1", "1:4 tag"),
        ("!local 1", "1:1 tag"),
        ("!!str a: 1", "1:1 tag"),
        ("a: !!python/object:os.system {}", "1:4 tag"),
        ("? [a]\n: 1", "1:3 key-not-text"),
        ("a: 1\n---\nb: 2", "2:1 syntax"),
        ("a: *x", "1:4 unknown-alias"),
        ("a: &x [*x]", "1:8 unknown-alias"),
        ("a:\u00a0b: 1", "1:1 unseen-space"),
        ("a: \x07", "1:4 control-character"),
        ("a: 1\nb: \x1b[2J", "2:4 control-character"),
        ('a: "\\0"', "1:4 control-character"),
        ('a: "\\ud800"', "1:4 control-character"),
        ('"\\a": 1', "1:1 control-character"),
        (b"a: 1\nb: caf\xe9", "2:1 not-utf-8"),
        (b"\xff\xfea\x00", "1:1 not-utf-8"),
        ("a" * (MAX_BYTES + 1), "1:1 too-large"),
        ("- a\n\t- b", "2:1 syntax"),
    ],
)
def test_what_yaml_or_our_limits_do_not_allow_is_refused_where_it_stands(text: bytes | str, problem: str) -> None:
    assert refused(text) == problem


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_depth_is_bounded() -> None:
    value(nested(MAX_DEPTH))
    assert refused(nested(MAX_DEPTH + 1)) == f"1:{MAX_DEPTH + 1} too-deep"


@pytest.mark.parametrize("text", ["[" * 6000, "{a: " * 6000, "- " * 6000, "{a: [" * 6000])
def test_thousands_of_brackets_are_refused_before_anything_is_built(text: str) -> None:
    assert refused(text).endswith("too-deep")


def test_aliases_are_counted() -> None:
    value("a: &x 1\nb: [" + "*x, " * MAX_ALIASES + "]")
    assert refused("a: &x 1\nb: [" + "*x, " * (MAX_ALIASES + 1) + "]").endswith("too-many-aliases")


def test_what_aliases_stand_for_is_bounded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 11)]
    assert refused("\n".join(lines)) == "5:15 too-many-aliases"


def test_aliases_do_not_nest_deeper_than_written_values_may() -> None:
    lines = [f"a0: &a0 {nested(20)}", f"a1: {'[' * 20}*a0{']' * 20}"]
    assert refused("\n".join(lines)).endswith("too-deep")


DOCUMENT = read(
    "it.yaml",
    b"""\
- id: one
  who:
    any:
      - geo.country: GB
- id: two
""",
)


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        ((), False, (1, 1, 1)),
        ((0, "id"), False, (1, 7, 3)),
        ((0, "id"), True, (1, 3, 2)),
        ((0, "who", "any", 0, "geo.country"), True, (4, 9, 11)),
        ((0, "who", "any", 0, "geo.country"), False, (4, 22, 2)),
        ((0, "who", "any", 0, "geo.city", "is"), False, (4, 9, 1)),
        ((1, "name"), False, (5, 3, 1)),
    ],
)
def test_a_problem_stands_at_the_value_or_key_or_at_the_nearest_parent(
    path: tuple[str | int, ...], key: bool, place: tuple[int, int, int]
) -> None:
    mark = DOCUMENT.problem(path, "code", "message", key=key).mark
    assert (mark.line, mark.column, mark.length) == place


def test_a_problem_shows_up_to_two_lines_before_it() -> None:
    assert DOCUMENT.problem((0, "who", "any"), "code", "message").excerpt == (
        (2, "  who:"),
        (3, "    any:"),
        (4, "      - geo.country: GB"),
    )
    assert DOCUMENT.problem((0, "id"), "code", "message").excerpt == ((1, "- id: one"),)


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    with pytest.raises(RulebookError) as caught:
        read("it.yaml", b"a: \x1b[2J")
    assert "\x1b" not in str(caught.value)


def test_a_key_knows_its_line() -> None:
    assert DOCUMENT.line((0, "who", "any")) == 3
    assert Document("it.yaml", "", None).line(("a",)) == 1


def told(raw: bytes) -> str:
    """Return what is told about a file, "" when it is read."""
    try:
        read("it.yaml", raw)
    except RulebookError as error:
        return str(error)
    return ""


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert told(raw) == "" or told(raw).startswith("it.yaml:")


@given(st.text(st.sampled_from("ab01 \n\t:-?,[]{}&*!|>'\"%@#~.\\\u00a0\u2028"), max_size=60))
def test_any_punctuation_is_read_or_refused(text: str) -> None:
    assert told(text.encode()) == "" or told(text.encode()).startswith("it.yaml:")
