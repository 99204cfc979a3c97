import pytest

from rules.language.problem import MOST_COMPARED, Mark, Problem, RulebookError, Severity, nearest

EXCERPT = ((12, "  who:"), (13, "    cart.items: 1"), (14, "    visitors.kind: human"))


def test_a_problem_shows_place_lines_carets_and_sentence() -> None:
    problem = Problem(Mark("exit.yaml", 14, 5, 13), "unknown-word", 'there is no "visitors".', excerpt=EXCERPT)
    assert str(problem).splitlines() == [
        "exit.yaml:14:5  error  unknown-word",
        "   12 |   who:",
        "   13 |     cart.items: 1",
        "   14 |     visitors.kind: human",
        '      |     ^^^^^^^^^^^^^ there is no "visitors".',
    ]


def test_carets_stand_under_a_line_with_tabs() -> None:
    problem = Problem(Mark("it.yaml", 1, 4), "code", "here", excerpt=((1, "a:\tb"),))
    assert str(problem).splitlines()[-1] == "      |   \t^ here"


def test_carets_may_stand_behind_the_end_of_a_line() -> None:
    problem = Problem(Mark("it.yaml", 1, 6), "code", "here", excerpt=((1, "a:"),))
    assert str(problem).splitlines()[-1] == "      |      ^ here"


def test_a_problem_of_a_whole_file_has_no_lines() -> None:
    problem = Problem(Mark("feed.csv"), "broken-row", "it is left out", Severity.WARNING)
    assert str(problem) == "feed.csv:1:1  warning  broken-row\n      it is left out"


def test_an_error_carries_every_problem() -> None:
    problems = [Problem(Mark("a.yaml"), "one", "first"), Problem(Mark("b.yaml"), "two", "second")]
    error = RulebookError(problems)
    assert error.problems == tuple(problems)
    assert "first" in str(error)
    assert "second" in str(error)


@pytest.mark.parametrize(
    ("word", "known", "sentence"),
    [
        ("promo_feild", ["promo_field", "header"], 'Did you mean "promo_field"?'),
        ("Header", ["header"], 'Did you mean "header"?'),
        ("header", ["HEADER_END", "HEADER"], 'Did you mean "HEADER"?'),
        ("no_match", ["NO_MATCH", "APPLIED"], 'Did you mean "NO_MATCH"?'),
        ("or", ["all", "any", "none"], 'Did you mean "any"?'),
        ("else", ["otherwise", "who"], 'Did you mean "otherwise"?'),
        ("forecast", ["orders.last", "weather"], 'Did you mean "weather"?'),
        ("or", ["header", "price"], "Known: header, price."),
        ("zebra", ["header", "cart"], "Known: cart, header."),
        ("zebra", [], "None is named yet."),
    ],
)
def test_the_nearest_word_is_named_or_all_of_them(word: str, known: list[str], sentence: str) -> None:
    assert nearest(word, known) == sentence


def test_a_long_list_is_cut() -> None:
    sentence = nearest("zebra", [f"element-{number:03}" for number in range(100)])
    assert sentence.startswith("Known, among others: element-000, element-001")
    assert len(sentence) < 450


def test_a_whole_feed_is_not_searched_for_a_near_name() -> None:
    assert nearest("p-1", (f"p-{number}" for number in range(2, MOST_COMPARED + 3))).startswith("Known, among others:")
