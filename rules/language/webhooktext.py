"""The shape of `webhooks` in site.yaml as a developer writes it."""

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from rules.language.operands import wrong
from rules.language.units import Duration
from rules.webhook import TIMEOUT, Shape, Webhook

LONGEST = 30.0
"""Seconds that an answer may take at most: so long one of few connections is held."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_OWN_NETWORK = re.compile(r"localhost|[^.]+|.+\.(?:local|internal|home\.arpa)")
"""Names that no public resolver knows: of the machine, of containers, and what RFC 6762 and RFC 8375 set aside."""


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise wrong("wrong-value", "name it in small letters, digits and hyphens, such as mail-tool")
    return value


def _timeout(value: float) -> float:
    if not 0.0 < value <= LONGEST:
        raise wrong("wrong-value", f"write at most {LONGEST:g} seconds")
    return value


WebhookName = Annotated[str, AfterValidator(_name)]


class WebhookText(BaseModel):
    """One receiver. `unencrypted: true` allows http:// to a receiver of the own network."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    shape: Shape = Shape.GENERIC
    timeout: Annotated[Duration, AfterValidator(_timeout)] = TIMEOUT
    unencrypted: bool = False

    @model_validator(mode="after")
    def _reachable(self) -> "WebhookText":
        problem = _problem(self.url, plain=self.unencrypted)
        if problem:
            raise wrong("wrong-value", problem)
        return self

    def compiled(self, name: str) -> Webhook:
        return Webhook(name, self.url, self.shape, self.timeout)


def _problem(url: str, *, plain: bool) -> str:
    """Return what is wrong with an address, "" when it may be sent to."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return f'"{url}" is no address'
    if parts.scheme not in {"https", "http"} or not host or re.search(r"[\s\x00-\x1f]", url):
        return "write an address such as https://crm.example/hooks/devanture"
    if parts.username is not None or parts.password is not None:
        return "leave name and password out: they belong into the webhook's secret file (docs/webhooks.md)"
    if parts.scheme == "http" and not plain:
        return "use https://, or say `unencrypted: true` for a receiver of your own network"
    if parts.scheme == "http" and not _is_own(host):
        return "http:// goes to your own network alone: a loopback or private address, or a name without a dot"
    return ""


def _is_own(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return bool(_OWN_NETWORK.fullmatch(host))
    return address.is_private or address.is_loopback
