"""Compiles fragments and texts with {{ values }} in them: a small, bounded part of Jinja, checked when a site loads."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jinja2 import Environment, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rules.coming import Coming
from rules.language.expression import Expressions
from rules.language.filters import FILTERS, is_known, printed
from rules.language.markup import faults_of_markup
from rules.language.pieces import Fault, Piece, Shape, faults_of_address, masked
from rules.language.problem import Mark, Problem, RulebookError
from rules.language.source import problem_at
from rules.link import is_link
from rules.values import Kind

MAX_CHARS = 64 * 1024
MAX_TAG = 300
MAX_DEPTH = 8
MAX_TOLD = 20

_NEWLINE = re.compile(r"\r\n|\r")
_NOT_TEXT = re.compile("[\x00\ufdd0-\ufdef]")
_BEGINS = {"variable_begin": Shape.VALUE, "block_begin": Shape.BLOCK, "comment_begin": Shape.NOTE}
_BLOCKS = frozenset({"if", "elif", "else", "endif", "for", "endfor"})
_ENDS = frozenset({"variable_end", "block_end", "comment_end"})

Check = Callable[[str, Sequence[Piece]], Iterable[Fault]]


class _UnknownValueError(Exception):
    """A value that the template prints is not known for this visitor."""


def _finalize(value: object) -> object:
    if not is_known(value):
        raise _UnknownValueError
    return value if isinstance(value, Coming) else printed(value)


def _environment(*, escape: bool) -> Environment:
    environment = ImmutableSandboxedEnvironment(autoescape=escape, finalize=_finalize, keep_trailing_newline=True)
    environment.filters = dict(FILTERS)
    environment.globals.clear()
    return environment


_MARKUP = _environment(escape=True)
_PLAIN = _environment(escape=False)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A template that passed every check; `uses` holds the full names of the values in it."""

    name: str
    source: str
    uses: frozenset[str] = frozenset()
    template: Template = field(default=_MARKUP.from_string(""), repr=False, compare=False)
    same: str | None = field(default=None, repr=False, compare=False)
    """What it says to everybody, None where that depends on values."""

    def render(self, values: Mapping[str, object]) -> str | None:
        """Return the text for these values, None when one that it prints is not known."""
        if self.same is not None:
            return self.same
        try:
            return self.template.render(values)
        except (_UnknownValueError, TemplateError, TypeError):  # TypeError: a number was compared with None
            return None

    def wants(self) -> frozenset[str]:
        """Return the names under `values.` that a rule has to hand over."""
        return frozenset(name.split(".", 1)[1] for name in self.uses if name.startswith("values."))


def compile_fragment(file: str, text: str) -> Fragment:
    """Return the fragment of a file in `fragments/`, named as the file; raise RulebookError with every problem."""
    return replace(_compiled(file, text, _MARKUP, faults_of_markup), name=fragment_name(file))


def fragment_name(file: str) -> str:
    """Return what rules call the fragment of a file: fragments/uk-delivery.html is "uk-delivery"."""
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def compile_text(text: str) -> Fragment:
    """Return a template for plain characters: nothing is escaped here, for the edit escapes where they land."""
    return _compiled("", text, _PLAIN, lambda _text, _pieces: ())


def compile_address(text: str) -> Fragment:
    """Return a template for a link or an image: it is http, https or relative, and no value chooses where it leads."""
    return _compiled("", text, _PLAIN, _faults_of_link)


def _faults_of_link(text: str, pieces: Sequence[Piece]) -> list[Fault]:
    faults = faults_of_address(masked(text, pieces), 0, {piece.start: piece for piece in pieces})
    if faults or is_link(masked(text, pieces)):
        return faults
    return [Fault(0, len(text), "not-a-link", "write an http or https address, or a path such as /sale")]


def _compiled(file: str, raw: str, environment: Environment, check: Check) -> Fragment:
    text = _NEWLINE.sub("\n", raw)
    if strange := _NOT_TEXT.search(text):
        fault = Fault(strange.start(), 1, "not-text", "this character may not stand on a page")
        raise _error(file, text, [fault])
    if len(text) > MAX_CHARS:
        raise _error(file, text, [Fault(0, 1, "too-large", f"a fragment holds at most {MAX_CHARS} characters")])
    try:
        pieces = _pieces(text, environment)
        if faults := _too_much(pieces):
            raise _error(file, text, faults)
        said = Expressions(text)
        said.body(environment.parse(text).body, {})
    except TemplateSyntaxError as error:
        raise RulebookError([_syntax(file, text, error)]) from error
    kinds = iter(said.kinds)
    pieces = [replace(piece, kind=next(kinds, Kind.TEXT)) if piece.shape is Shape.VALUE else piece for piece in pieces]
    known = all(piece.word in _BLOCKS for piece in pieces if piece.shape is Shape.BLOCK)
    if faults := [*said.faults, *(check(text, pieces) if known else ())]:
        raise _error(file, text, sorted(faults, key=lambda fault: fault.start)[:MAX_TOLD])
    template = environment.from_string(text)
    return Fragment("", text, frozenset(said.uses), template, None if pieces else template.render())


def _pieces(text: str, environment: Environment) -> list[Piece]:
    """Return the Jinja tags of a text as Jinja's own lexer finds them, so that nobody reads it otherwise."""
    pieces: list[Piece] = []
    at, begin, shape, word = 0, 0, Shape.NOTE, ""
    for line, lexeme, value in environment.lex(text):
        at = text.index(value, at)  # whitespace that "{%-" takes away is missing here
        if lexeme in _BEGINS:
            begin, shape, word = at, _BEGINS[lexeme], ""
        elif lexeme == "name" and not word:
            word = value
        elif lexeme == "raw_begin":
            raise TemplateSyntaxError('there is no "raw" in fragments', line)
        at += len(value)
        if lexeme in _ENDS:
            pieces.append(Piece(shape, begin, at, word))
    return pieces


def _too_much(pieces: Sequence[Piece]) -> list[Fault]:
    """Return what would make a template slow to read, or to run: found before Jinja's parser sees it."""
    depth = 0
    for piece in pieces:
        length = piece.end - piece.start
        if length > MAX_TAG and piece.shape is not Shape.NOTE:
            return [Fault(piece.start, 2, "too-large", f"this is over {MAX_TAG} characters long")]
        if piece.shape is Shape.BLOCK:
            depth += 1 if piece.word in {"if", "for"} else -1 if piece.word.startswith("end") else 0
        if depth > MAX_DEPTH:
            return [Fault(piece.start, length, "too-deep", f"blocks stand in each other more than {MAX_DEPTH} deep")]
    return []


def _error(file: str, text: str, faults: Iterable[Fault]) -> RulebookError:
    return RulebookError([_problem(file, text, fault) for fault in faults])


def _problem(file: str, text: str, fault: Fault) -> Problem:
    begin = text.rfind("\n", 0, fault.start) + 1
    end = text.find("\n", fault.start)
    length = min(fault.length, (len(text) if end < 0 else end) - fault.start)
    mark = Mark(file, text.count("\n", 0, fault.start) + 1, fault.start - begin + 1, max(1, length))
    return problem_at(mark, text, fault.code, fault.message)


def _syntax(file: str, text: str, error: TemplateSyntaxError) -> Problem:
    line = text.split("\n")[error.lineno - 1] if error.lineno else ""
    column = max(line.find("{"), 0) + 1
    return problem_at(Mark(file, error.lineno, column, 2), text, "syntax", str(error.message))
