from rules.language.linting import anywhere, at, live
from rules.language.problem import Severity
from rules.language.rule import Written
from rules.language.source import read
from rules.pages import PageName, PathPattern
from rules.rulebook import Rule, Site, Status

DOCUMENT = read("it.yaml", b"id: r\ndo: []\n")


def written(status: Status = Status.LIVE) -> Written:
    return Written(Rule("r", "A rule", "it.yaml", 1, "d", status=status), (), DOCUMENT, ())


def test_what_is_live_is_looked_at() -> None:
    assert live([written(), written(Status.DRAFT), written(Status.PAUSED)]) == [written()]


def test_a_problem_is_marked_at_its_key_and_may_be_a_warning() -> None:
    found = at(written(), ("do",), "contradiction", "no")
    assert (found.mark.line, found.severity) == (2, Severity.ERROR)
    assert at(written(), ("do",), "indiscreet", "no").severity is Severity.WARNING


def test_a_rule_that_binds_itself_to_no_page_may_act_on_any() -> None:
    site = Site(pages=(PageName("home", PathPattern.of("/")),))
    assert anywhere(written().rule, site) == {"home"}
