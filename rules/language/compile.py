"""Turns the files of a site's folder into a rulebook, or into everything that is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from xxhash import xxh3_64_hexdigest

from rules.catalogue import Product
from rules.feed import feed
from rules.language.asks import asks
from rules.language.attending import counted, shared
from rules.language.expect import failures
from rules.language.expectation import Expectation
from rules.language.lint import lints
from rules.language.names import CssCheck, Names, unchecked
from rules.language.problem import Mark, Problem, RulebookError, Severity
from rules.language.rule import Written, rule
from rules.language.scope import Scope
from rules.language.site import Parts, feed_file, queried, site
from rules.language.source import Document, Path, read
from rules.language.taught import recommended, trained
from rules.language.template import Fragment, compile_fragment, fragment_name
from rules.rulebook import Rulebook, Site

Files = Mapping[str, bytes]
"""A site's folder: contents by path inside it, such as "fragments/uk-delivery.html"."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a folder gave: the rulebook as far as it could be built, and what is wrong."""

    rulebook: Rulebook
    problems: tuple[Problem, ...]
    expectations: tuple[Expectation, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


def compiled(files: Files, now: float, css_problem: CssCheck = unchecked) -> Compiled:
    """Compile everything, lint it and run every `expect`; all problems are reported at once.

    While site.yaml or the feed is wrong, rules are only read: every name in them would look unknown.
    """
    problems: list[Problem] = []
    built, names = _site(files, problems, css_problem)
    sound = not any(problem.severity is Severity.ERROR and _of_site(problem) for problem in problems)
    documents = [_document(file, files[file], problems) for file in _rule_files(files)]
    written = [each for document in documents if document and sound for each in _rules(document, names, problems)]
    sharing = shared([each.rule for each in written])
    written = [replace(each, rule=counted(each.rule, sharing)) for each in written] if sharing else written
    kept = built.kept_query.union(*(queried("landing.query", each.document.value) for each in written))
    noted = kept.union(*(queried("query", where) for each in written for where in _wheres(each.document.value)))
    rules = sorted((each.rule for each in written), key=lambda each: -each.priority)
    asked = asks(rules)
    customers = built.customers if any(word.startswith("crm.") for word in asked) else None
    site = replace(built, kept_query=kept, noted_query=noted, asks=asked, customers=customers)
    rulebook = Rulebook(site, tuple(rules), _digest(files))
    expectations = tuple(each for one in written for each in one.expectations)
    problems += lints(written, rulebook)
    problems += failures(written, rulebook.site, now)
    return Compiled(rulebook, tuple(sorted(problems, key=_order)), expectations)


def _wheres(value: object) -> Iterator[object]:
    """Yield the `where` of each rule in a file: in its `expect` a `query` only makes up a visitor."""
    for entry in value if isinstance(value, list) else (value,):
        if isinstance(entry, dict):
            yield entry.get("where")


def _of_site(problem: Problem) -> bool:
    return not problem.mark.file.startswith("fragments/")


def _order(problem: Problem) -> tuple[bool, str, int, int]:
    return (problem.mark.file != "site.yaml", problem.mark.file, problem.mark.line, problem.mark.column)


def _digest(files: Files) -> str:
    return xxh3_64_hexdigest(b"\0".join(name.encode() + b"\0" + files[name] for name in sorted(files)))


def _rule_files(files: Files) -> list[str]:
    return sorted(
        name for name in files if "/" not in name and name.endswith((".yaml", ".yml")) and name != "site.yaml"
    )


def _document(name: str, raw: bytes, problems: list[Problem]) -> Document | None:
    try:
        return read(name, raw)
    except RulebookError as error:
        problems += error.problems
        return None


def _site(files: Files, problems: list[Problem], css_problem: CssCheck) -> tuple[Site, Names]:
    fragments = _fragments(files, problems)
    if "site.yaml" not in files:
        message = "this folder has no site.yaml, which names pages and elements"
        problems.append(Problem(Mark("site.yaml"), "missing-file", message))
        return Site(), Names()
    document = _document("site.yaml", files["site.yaml"], problems)
    if document is None:
        return Site(), Names()
    scope = Scope(document, Names(css_problem=css_problem), problems)
    built, names = site(scope, Parts(fragments, _products(scope, files), trained(scope, files)))
    broken = frozenset(map(fragment_name, _fragment_files(files))) - fragments.keys()
    return built, replace(names, broken=broken, recommended=recommended(scope, files, names.catalogue))


def _products(scope: Scope, files: Files) -> tuple[Product, ...] | None:
    """Return the rows of the feed, none where there is no feed; None where it is too wrong to tell what is in it."""
    found = feed_file(scope)
    if found is None:
        return ()
    name, columns = found
    if name not in files:
        scope.wrong(("feed", "file"), "missing-file", f'there is no file "{name}" beside site.yaml')
        return None
    products, problems = feed(name, files[name], columns)
    scope.problems += problems
    return None if any(problem.severity is Severity.ERROR for problem in problems) else products


def _fragments(files: Files, problems: list[Problem]) -> Mapping[str, Fragment]:
    fragments: dict[str, Fragment] = {}
    for name in _fragment_files(files):
        try:
            fragments[fragment_name(name)] = compile_fragment(name, files[name].decode("utf-8-sig"))
        except UnicodeDecodeError:
            problems.append(Problem(Mark(name), "not-utf-8", "save the file as UTF-8"))
        except RulebookError as error:
            problems += error.problems
    return fragments


def _fragment_files(files: Files) -> list[str]:
    return sorted(name for name in files if name.startswith("fragments/") and name.endswith(".html"))


def _rules(document: Document, names: Names, problems: list[Problem]) -> Iterator[Written]:
    scope = Scope(document, names, problems)
    value = document.value
    entries: list[tuple[object, Path]] = []
    if isinstance(value, dict) and "id" in value:
        entries = [(value, ())]
    elif isinstance(value, list) or value is None:
        entries = [(item, (number,)) for number, item in enumerate(value or ())]
    else:
        scope.wrong((), "wrong-value", 'this file holds rules: begin each with "- id: "')
        return
    for item, path in entries:
        written = rule(scope, item, path)
        if written is not None:
            yield written
