"""The shape of `consent` and `privacy` of site.yaml as a developer writes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from rules.privacy import DAYS


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _entries(value: object) -> object:
    return [value] if isinstance(value, dict) else value


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


class SayingText(_Text):
    """What the cookie's value holds when people agree: anywhere, or at one place in it."""

    at: str = ""
    has: str = ""
    is_: str | bool | int | None = Field(None, alias="is")

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: object) -> object:
        if not isinstance(value, dict):
            message = 'write what the cookie holds when people agree to this, such as { has: "1" }'
            raise PydanticCustomError("wrong-value", "{message}", {"message": message})
        if "is" in value and "at" not in value:
            message = "`is` speaks of one place in the cookie: say `at` as well, or `has` for the whole"
            raise PydanticCustomError("wrong-value", "{message}", {"message": message})
        return value


class CookieText(_Text):
    """One consent cookie of the shop: its name, and each purpose with what the value must say for it."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, SayingText]

    name: str


class TcfText(_Text):
    """The cookie of a TC string, and each purpose of ours with those of the TCF that it needs."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Annotated[list[Annotated[int, Field(ge=1, le=24)]], Field(min_length=1)]]

    cookie: str = "euconsent-v2"
    vendor: int = Field(0, ge=0, le=65_535)
    days: int = Field(DAYS, ge=1, le=DAYS)


class ConsentText(_Text):
    mode: Literal["consent", "measure", "full"] = "consent"
    cookie: Annotated[list[CookieText], BeforeValidator(_entries)] = []
    tcf: TcfText | None = None


class PrivacyText(_Text):
    """What else may be known and done of visitors."""

    do_not_track: bool = False
    place: Literal["city", "region", "country", "none"] = "city"
    ban_segments: Annotated[list[str], BeforeValidator(_several)] = []
    price_by_profile: bool = False
