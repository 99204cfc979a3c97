"""The shape of a rule as a marketer writes it."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rules.language.clock import DayOrMoment, Zone
from rules.language.units import Often
from scoring.visitor import KEPT_SHOWN

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def _several(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _id(value: object) -> object:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise PydanticCustomError("wrong-value", "write it in small letters, digits and hyphens, such as uk-delivery")
    return value


Several = Annotated[list[str], BeforeValidator(_several)]


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ScheduleText(_Text):
    begin: DayOrMoment | None = Field(None, alias="from")
    end: DayOrMoment | None = Field(None, alias="until")
    timezone: Zone = ""


class LimitText(_Text):
    """How often; `visit` counts within one visit, so that it can stand beside a limit in days.

    `attention` names a class of site.yaml, whose rules are counted together.
    """

    visitor: Often | None = None
    visit: Annotated[int, Field(ge=1, le=KEPT_SHOWN)] | None = None
    attention: str = ""
    stop_after: Several = []


class RuleText(_Text):
    """The frame of a rule; what is an object here is compiled by itself, so that all its problems come at once."""

    id: Annotated[str, BeforeValidator(_id)]
    name: str
    why: str = ""
    learn: str = ""
    status: Literal["draft", "live", "paused"] = "draft"
    schedule: object = None
    where: object = None
    consent: Several = []
    without_consent: Literal["nothing", "request_only"] = "nothing"
    who: object = None
    when: object = None
    do: object = None
    otherwise: object = None
    limit: object = None
    capture: object = None
    priority: Annotated[int, Field(ge=0, le=100)] = 50
    expect: object = None
