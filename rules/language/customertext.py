"""The shape of `crm` in site.yaml, and what it compiles to."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from rules.context import PERSONALISE
from rules.customers import LOGIN, CustomerFile
from rules.language.names import Css
from rules.language.operands import wrong
from rules.language.units import Duration
from rules.reading import Reading, Source, Topic
from rules.rows import column

_ID = "{id}"


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


OneOrMore = Annotated[list[str], BeforeValidator(_several)]


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LoginText(_Text):
    """Where a request says which customer asks, or a page for the next request: in exactly one of three places."""

    cookie: str = ""
    css: Css | None = None
    json_ld: str | None = None
    attribute: str = ""
    on: OneOrMore = []

    @model_validator(mode="after")
    def _one_place(self) -> "LoginText":
        if sum((bool(self.cookie), self.css is not None, self.json_ld is not None)) != 1:
            raise wrong("wrong-value", "say one place where the login id stands: cookie, css or json_ld")
        return self

    def topic(self) -> Topic:
        """Return what is read on pages, nothing where a cookie tells."""
        if self.cookie:
            return Topic()
        source = Source.CSS if self.css is not None else Source.JSON_LD
        reading = Reading(source, self.css or self.json_ld or "", attribute=self.attribute)
        return Topic(frozenset(self.on), {LOGIN: reading})


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    place = f"{parts.path}?{parts.query}"
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or place.count(_ID) != 1:
        raise wrong("wrong-value", "write an address with {id} in it, such as https://crm.internal/customers/{id}")
    return value


class CustomersText(_Text):
    """A file beside site.yaml with the column that holds the login id, or the address of a service."""

    id: LoginText
    file: str = ""
    key: Annotated[str, AfterValidator(column)] = ""
    url: Annotated[str, AfterValidator(_url)] | None = None
    purpose: str = PERSONALISE
    remember: Duration = 600.0

    @model_validator(mode="after")
    def _one_place(self) -> "CustomersText":
        if bool(self.file) is (self.url is not None):
            raise wrong("wrong-value", "say where customers are told: `file` or `url`")
        if bool(self.file) is not bool(self.key):
            raise wrong("wrong-value", "`key` names the column of `file` that holds the login id")
        return self

    def compiled(self) -> CustomerFile:
        return CustomerFile(
            cookie=self.id.cookie,
            file=self.file,
            key=self.key,
            url=self.url or "",
            purpose=self.purpose,
            remember=self.remember,
            login=self.id.topic(),
        )
