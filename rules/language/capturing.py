"""Compiles `capture`: the form that asks for a mail address gets the notice that says what it is for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from rules.capture import FIELD, WHAT, Capture
from rules.language.names import FragmentRef, WebhookRef
from rules.language.operands import Text
from rules.language.problem import RulebookError
from rules.language.scope import Scope
from rules.language.source import Path
from rules.language.template import Fragment, compile_fragment
from rules.language.units import Duration

_FORM = re.compile(rf"""<form\b[^>]*\bdata-dv-tell\s*=\s*["']?{WHAT}\b[^>]*>""", re.IGNORECASE)
_INPUT = re.compile(r"<input\b[^>]*>", re.IGNORECASE)
_BEGIN = re.compile(r"<form\b", re.IGNORECASE)
_END = re.compile(r"</form\s*>", re.IGNORECASE)


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class EmailText(_Text):
    """What an address is asked for, how long it is kept, the fragment that says so, and who else is told."""

    purpose: Text
    keep: Annotated[Duration, Field(gt=0)]
    notice: FragmentRef
    to: WebhookRef | None = None


class CaptureText(_Text):
    email: EmailText


_CAPTURE = TypeAdapter(CaptureText)


def capturing(scope: Scope, value: object, path: Path) -> tuple[Scope, Capture | None]:
    """Return the scope in which each form of the rule's fragments shows the notice, and who hears the forms."""
    text = scope.validated(_CAPTURE, value, path, CaptureText)
    if text is None:
        return scope, None
    email = text.email
    fragments = dict(scope.names.fragments)
    for name, fragment in fragments.items():
        if asks(fragment):
            fragments[name] = _noticed(scope, fragment, email.notice, (*path, FIELD))
    to = email.to.name if email.to is not None else ""
    return replace(scope, names=replace(scope.names, fragments=fragments)), Capture(email.purpose, email.keep, to)


def asks(fragment: Fragment) -> bool:
    """Tell whether a fragment has a form for a mail address."""
    return _FORM.search(fragment.source) is not None


def _noticed(scope: Scope, fragment: Fragment, notice: Fragment, path: Path) -> Fragment:
    """Return the fragment with the notice in front of the form's own fields."""
    form = _FORM.search(fragment.source)
    if form is None:
        return fragment
    end = _END.search(fragment.source, form.end())
    lacks = list(_lacking(form[0], fragment.source[form.end() : end.start() if end else None]))
    for what in lacks:
        scope.wrong(path, "form-lacks", f'the form of "{fragment.name}" lacks {what}')
    if lacks:
        return fragment
    whole, misfit = _whole(fragment, notice, form.end())
    if misfit:
        message = f'"{notice.name}" does not fit into the form of "{fragment.name}": {misfit}'
        scope.wrong((*path, "notice"), "notice-misfits", message)
    return whole


def _whole(fragment: Fragment, notice: Fragment, at: int) -> tuple[Fragment, str]:
    """Return the fragment with the notice in it, and what speaks against that."""
    if _BEGIN.search(notice.source):
        return fragment, "it has a form of its own"
    told = f'<div class="dv-notice">{notice.source}</div>'
    source = fragment.source[:at] + told + fragment.source[at:]
    try:
        return compile_fragment(f"fragments/{fragment.name}.html", source), ""
    except RulebookError as error:
        return fragment, error.problems[0].message


def _lacking(form: str, content: str) -> Iterator[str]:
    """Yield what has to be written into a form; without `method="dialog"` an address could end up in a URL."""
    fields = [tag for tag in _INPUT.findall(content) if f'name="{FIELD}"' in tag and 'type="email"' in tag]
    if 'method="dialog"' not in form:
        yield 'method="dialog": without our script it would send the address in the page\'s own link'
    if not fields:
        yield f'<input type="email" name="{FIELD}" required>'
    elif any(" required" not in tag for tag in fields):
        yield "`required` at its field: browsers then say what is missing, at the field"
    if "<label" not in content and "aria-label" not in content:
        yield "a <label> for its field"
