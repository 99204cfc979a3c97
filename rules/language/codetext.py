"""The shape of `codes` in site.yaml, and what it compiles to."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from rules.codes import Pool
from rules.language.operands import wrong
from rules.language.units import Duration

MOST_POOLS = 20
"""Pools become labels of /metrics."""

LONGEST_WAIT = 30.0

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ANSWER = re.compile(r"[^.\s]{1,64}(\.[^.\s]{1,64}){0,7}")


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise wrong("wrong-value", "name a pool in small letters, digits and hyphens, such as freeship")
    return value


def _file(value: str) -> str:
    if not value or value.startswith("/") or ".." in value.split("/"):
        raise wrong("wrong-value", "write a file of this folder, such as codes/freeship.csv")
    return value


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise wrong("wrong-value", "write an address such as https://shop.internal/codes")
    return value


def _answer(value: str) -> str:
    if not _ANSWER.fullmatch(value):
        raise wrong("wrong-value", "write where the code stands in the JSON, such as code or coupon.code")
    return value


def _wait(value: float) -> float:
    if not 0 < value <= LONGEST_WAIT:
        raise wrong("wrong-value", f"write a time of at most {LONGEST_WAIT:g} seconds")
    return value


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ApiText(_Text):
    """The shop's own service, which is asked by POST for one code at a time."""

    url: Annotated[str, AfterValidator(_url)]
    answer: Annotated[str, AfterValidator(_answer)] = "code"
    timeout: Annotated[Duration, AfterValidator(_wait)] = 3.0


class PoolText(_Text):
    """A file of codes, or a service."""

    file: Annotated[str, AfterValidator(_file)] | None = None
    column: str = ""
    api: ApiText | None = None
    low: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _one_place(self) -> "PoolText":
        if (self.file is None) is (self.api is None):
            raise wrong("wrong-value", "say where codes come from: `file` or `api`")
        if self.column and self.file is None:
            raise wrong("wrong-value", "`column` names a column of `file`")
        if self.low and self.file is None:
            raise wrong("wrong-value", "`low` counts what is left in a `file`; a service says itself that it has none")
        return self

    def compiled(self, name: str) -> Pool:
        if self.api is None:
            return Pool(name, self.file or "", self.column, low=self.low)
        return Pool(name, url=self.api.url, answer=tuple(self.api.answer.split(".")), seconds=self.api.timeout)


PoolName = Annotated[str, AfterValidator(_name)]
