"""The shape of `crm` in site.yaml, and what it compiles to."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from rules.context import PERSONALISE
from rules.customers import CustomerFile
from rules.language.operands import wrong
from rules.language.units import Duration
from rules.rows import column

_ID = "{id}"


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LoginText(_Text):
    """Where a request says which customer asks."""

    cookie: Annotated[str, Field(min_length=1)]


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
        return CustomerFile(self.id.cookie, self.file, self.key, self.url or "", self.purpose, self.remember)
