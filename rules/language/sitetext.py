"""The shape of site.yaml as a developer writes it."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rules.decision import Contract
from rules.language.clock import Zone
from rules.language.codetext import MOST_POOLS, PoolName, PoolText
from rules.language.customertext import CustomersText
from rules.language.measuretext import ActText, LoyaltyText, NeedsText, OptionText, ScoreText, TagName, TagText
from rules.language.names import Css
from rules.language.privacytext import ConsentText, PrivacyText
from rules.language.webhooktext import WebhookName, WebhookText
from rules.pages import PathPattern

_CURRENCY = re.compile(r"[A-Z]{3}")


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _pattern(value: object) -> PathPattern:
    if not isinstance(value, str):
        raise PydanticCustomError("wrong-value", 'write a path such as "/p/**"')
    return PathPattern.of(value)


def _path(value: object) -> PathPattern:
    if not isinstance(value, str) or not value.startswith(("/", "*")):
        raise PydanticCustomError("wrong-value", 'a path begins with "/", such as "/p/**"')
    return PathPattern.of(value)


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _currency(value: object) -> object:
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        raise PydanticCustomError("wrong-value", "write a currency as ISO 4217 has it, such as EUR")
    return value


def _entries(value: object) -> object:
    return [value] if isinstance(value, dict) else value


Pattern = Annotated[PathPattern, BeforeValidator(_pattern)]
PagePath = Annotated[PathPattern, BeforeValidator(_path)]
OneOrMore = Annotated[list[str], BeforeValidator(_several)]


class PageText(_Text):
    """`fragment: true` lets rules act on pieces of HTML that a script fetches, too."""

    path: PagePath
    query: dict[str, Pattern] = {}
    fragment: bool = False


class ElementText(_Text):
    css: Css
    found_on: OneOrMore = []
    expect: Contract = Contract.AT_LEAST_ONE


class FactText(_Text):
    """One fact, in exactly one of five places."""

    css: Css | None = None
    json_ld: str | None = None
    path: str | None = None
    query: str | None = None
    form: str | None = None
    attribute: str = ""
    total: bool = False


class ProductText(_Text):
    on: OneOrMore = []
    id: FactText | None = None
    category: FactText | None = None
    title: FactText | None = None


class BasketText(_Text):
    on: OneOrMore = []
    items: FactText | None = None
    value: FactText | None = None
    coupon: FactText | None = None


class OrderText(_Text):
    on: OneOrMore = []
    number: FactText
    value: FactText | None = None
    items: FactText | None = None


class SearchText(_Text):
    on: OneOrMore = []
    words: FactText


class RefusedText(_Text):
    """The JSON key and value by which the shop says, with status 200, that nothing was added."""

    json_key: str = Field(alias="json")
    is_: str | bool | int = Field(alias="is")


class AddText(_Text):
    path: PagePath
    method: Literal["POST", "GET", "PUT"] = "POST"
    query: dict[str, Pattern] = {}
    product: FactText | None = None
    category: FactText | None = None
    refused: RefusedText | None = None


class ReadText(_Text):
    """What the shop's own pages and requests tell; each may be one entry or a list of them."""

    product: Annotated[list[ProductText], BeforeValidator(_entries)] = []
    basket: Annotated[list[BasketText], BeforeValidator(_entries)] = []
    order: Annotated[list[OrderText], BeforeValidator(_entries)] = []
    search: Annotated[list[SearchText], BeforeValidator(_entries)] = []
    add: Annotated[list[AddText], BeforeValidator(_entries)] = []


class FeedText(_Text):
    """The products a block can be filled with; `columns` names the feed's own columns where they are not usual."""

    file: str
    columns: dict[str, str] = {}


class RecommendText(_Text):
    """What past visits taught: the file that `devanture learn` writes."""

    file: str


class CollectionText(_Text):
    """Products by id, by category, or both."""

    ids: list[str] = []
    category: OneOrMore = []


class BehaviourText(_Text):
    """What the browser is asked to tell: of which named elements, and on which pages, all when none is named."""

    elements: OneOrMore = []
    on: OneOrMore = []


class AttentionText(_Text):
    """How often all rules of one class together may ask for attention, and on which pages never."""

    per_visit: Annotated[int, Field(ge=1)] = 1
    per_week: Annotated[int, Field(ge=1)] = 3
    never_on: OneOrMore = []


class SiteText(_Text):
    version: Literal[1]
    public_url: str = ""
    currency: Annotated[str, BeforeValidator(_currency)] = "EUR"
    number_format: Literal["1,234.56", "1.234,56", "1 234,56"] = "1,234.56"
    timezone: Zone = "UTC"
    pages: dict[str, PageText]
    elements: dict[str, ElementText] = {}
    channels: dict[str, object] = {}
    segments: dict[str, object] = {}
    consent: ConsentText = ConsentText()
    privacy: PrivacyText = PrivacyText()
    behaviour: BehaviourText | None = None
    read: ReadText = ReadText()
    feed: FeedText | None = None
    recommend: RecommendText | None = None
    collections: dict[str, CollectionText] = {}
    score: ScoreText = ScoreText()
    needs: NeedsText = NeedsText()
    acts: dict[str, ActText] = {}
    choices: dict[str, dict[str, OptionText]] = {}
    tags: dict[TagName, TagText] = {}
    loyalty: LoyaltyText = LoyaltyText()
    crm: CustomersText | None = None
    codes: Annotated[dict[PoolName, PoolText], Field(max_length=MOST_POOLS)] = {}
    webhooks: dict[WebhookName, WebhookText] = {}
    attention: dict[TagName, AttentionText] = {}
