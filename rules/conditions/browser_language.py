"""`browser.language`: the language that the browser wants first; `en` is every English, `en-GB` the British alone."""

import re
from typing import Annotated, ClassVar

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import wrong
from rules.language.word import Word
from rules.operators import TextOf

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _tag(value: object) -> str:
    tag = value.replace("_", "-") if isinstance(value, str) else ""
    if not _TAG.fullmatch(tag):
        raise wrong("not-a-language", f'"{value}" is no language; write a tag such as en, en-GB or fr')
    return tag


Tag = Annotated[str, BeforeValidator(_tag)]


@dataclass(frozen=True, slots=True)
class BrowserLanguage(Word):
    word: ClassVar[str] = "browser.language"
    whole: ClassVar[bool] = True

    test: TextOf[Tag]

    def answer(self, context: Context) -> Truth:
        languages = context.request.languages
        return self.test.of_any(_ranges(languages[0])) if languages else Truth.UNKNOWN

    def seen(self, context: Context) -> str:
        return f"browser.language = {', '.join(context.request.languages) or 'unknown'}"


def _ranges(tag: str) -> tuple[str, ...]:
    """Return every language range that a tag lies in, itself first (RFC 4647, 3.3.1: basic filtering)."""
    parts = tag.split("-")
    return tuple("-".join(parts[:end]) for end in range(len(parts), 0, -1))
