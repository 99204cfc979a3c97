"""Compiles fragments and texts with {{ values }} in them: a small, bounded part of Jinja, checked when the site loads."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rules.language.problem import Mark, RulebookError
from rules.language.source import problem_at

_MARKUP = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A template that passed every check; `uses` holds the full names of the values in it."""

    name: str
    source: str
    uses: frozenset[str] = frozenset()
    template: Template = field(default_factory=lambda: Template(""), repr=False, compare=False)

    def render(self, values: Mapping[str, object]) -> str | None:
        """Return the text for these values, None when one that it prints is not known."""
        try:
            return self.template.render(values)
        except TemplateError:
            return None


def compile_fragment(file: str, text: str) -> Fragment:
    """Return the fragment that a file of `fragments/` holds, named as the file; raise RulebookError with every problem."""
    name = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    try:
        return Fragment(name, text, frozenset(), _MARKUP.from_string(text))
    except TemplateSyntaxError as error:
        mark = Mark(file, error.lineno)
        raise RulebookError([problem_at(mark, text, "syntax", str(error.message))]) from error
