"""What the shop's own requests and pages tell, and where: the compiled `read:` of site.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.pages import PathPattern


class Source(StrEnum):
    """Where a fact stands."""

    CSS = "css"
    JSON_LD = "json_ld"
    PATH = "path"
    QUERY = "query"
    FORM = "form"


class Form(StrEnum):
    """How a fact is written: as text, a whole number, or money in the site's number format."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Reading:
    """One fact: `key` is a selector, a dotted JSON-LD path, a `{name}` of the path, a query key or a form field.

    `attribute` reads an attribute in place of the text; `total` adds up every element that the selector meets.
    """

    source: Source
    key: str
    form: Form = Form.TEXT
    attribute: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """The facts that some pages tell together, such as the items and value of a basket; no pages means every page."""

    pages: frozenset[str] = frozenset()
    facts: Mapping[str, Reading] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class AddRequest:
    """The request that puts a product in the basket; an answer whose JSON `refused[0]` equals `refused[1]` did not."""

    path: PathPattern
    method: str = "POST"
    query: Mapping[str, PathPattern] = field(default_factory=dict, hash=False)
    facts: Mapping[str, Reading] = field(default_factory=dict, hash=False)
    refused: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """All that is read; `decimal` is the site's decimal mark, "," or "."."""

    product: tuple[Topic, ...] = ()
    basket: tuple[Topic, ...] = ()
    order: tuple[Topic, ...] = ()
    search: tuple[Topic, ...] = ()
    add: tuple[AddRequest, ...] = ()
    decimal: str = "."
