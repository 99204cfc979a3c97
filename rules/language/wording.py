"""What a rule may write: text and addresses with {{ values }} in them, and what it hands over to a fragment."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Annotated

from pydantic import PlainValidator, StrictFloat, StrictInt, StrictStr

from rules.context import Context
from rules.decision import Html
from rules.language.operands import wrong
from rules.language.problem import RulebookError, nearest
from rules.language.template import Fragment, compile_address, compile_text
from rules.values import FILLED_BY, PAST, values

Given = Mapping[str, StrictStr | StrictInt | StrictFloat]
"""Values that a rule hands over to a fragment, which shows them as {{ values.NAME }}."""


def _words(value: object) -> Fragment:
    return _text(value, "")


def _sent(value: object) -> Fragment:
    return _text(value, "webhook")


def _text(value: object, word: str) -> Fragment:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong("wrong-value", "write text here; put true and false in quotes")
    return _compiled(compile_text, str(value), word)


def _address(value: object) -> Fragment:
    if not isinstance(value, str):
        raise wrong("wrong-value", "write an address here, such as /img/boots.jpg")
    return _compiled(compile_address, value)


def _compiled(compiler: Callable[[str], Fragment], text: str, word: str = "") -> Fragment:
    try:
        template = compiler(text)
    except RulebookError as error:
        first = error.problems[0]
        raise wrong(first.code, first.message) from error
    elsewhere = {"values", "code", *(first for first, owner in FILLED_BY.items() if owner != word)}
    for_fragments = sorted(name for name in template.uses if name.split(".")[0] in elsewhere)
    if for_fragments:
        raise wrong("unknown-value", f'"{for_fragments[0]}" is known in fragments alone')
    return template


Words = Annotated[Fragment, PlainValidator(_words)]
"""Text with values in it, which no markup can come out of."""

SentWords = Annotated[Fragment, PlainValidator(_sent)]
"""Text for another system, which may hold more than a page shows."""

Address = Annotated[Fragment, PlainValidator(_address)]
"""A link or the address of an image; where it leads is fixed, or comes from the feed."""


def check_given(fragment: Fragment, given: Mapping[str, object]) -> None:
    """Raise unless a rule hands over what the fragment shows, and no more."""
    wanted = fragment.wants()
    for name in sorted(wanted - given.keys()):
        raise wrong("missing-value", f'"{fragment.name}" shows values.{name}: write `values: {{ {name}: ... }}`')
    for name in sorted(given.keys() - wanted):
        raise wrong("unknown-value", f'"{fragment.name}" shows no values.{name}. {nearest(name, wanted)}')


def check_fillable(fragment: Fragment, word: str = "") -> None:
    """Raise where a fragment shows what another word than this one fills."""
    for name in sorted(fragment.uses):
        owner = FILLED_BY.get(name.split(".")[0], word)
        if owner != word:
            raise wrong("unknown-value", f'"{fragment.name}" shows {name}: only `{owner}` can fill it')


def remembers(*templates: Fragment | None) -> bool:
    """Tell whether a template shows what the visitor did before."""
    return any(template is not None and not PAST.keys().isdisjoint(template.uses) for template in templates)


def known(context: Context, given: Given) -> Mapping[str, object]:
    """Return all values that a fragment may show to this visitor."""
    return {**context.once("values", lambda: values(context)), "values": SimpleNamespace(**given)}


def html(fragment: Fragment, shown: Mapping[str, object]) -> Html | None:
    """Return the markup of a fragment, None when a value in it is not known."""
    markup = fragment.render(shown)
    return None if markup is None else Html(markup)
