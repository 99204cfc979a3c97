"""Tells how this process runs: one frozen Settings from the command line, the environment and one file."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from proxy import notation, store_url
from proxy.notation import Endpoint, Network

PREFIX = "DEVANTURE_"
_FILE = "DEVANTURE_SETTINGS"


class SettingsError(Exception):
    """Everything wrong with the settings at once, a sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _existing_file(value: object) -> Path:
    if not Path(str(value)).is_file():
        raise ValueError("must be a file that exists")
    return Path(str(value))


def _existing_folder(value: object) -> Path:
    if not Path(str(value)).is_dir():
        raise ValueError("must be a folder that exists")
    return Path(str(value))


_Seconds = Annotated[float, Field(gt=0, le=3600)]
_Endpoint = Annotated[Endpoint, NoDecode, BeforeValidator(notation.endpoint)]
_File = Annotated[Path | None, BeforeValidator(_existing_file)]
_Folder = Annotated[Path, BeforeValidator(_existing_folder)]
_Address = Annotated[str, BeforeValidator(notation.address)]
_OptionalAddress = Annotated[str, BeforeValidator(notation.optional_address)]
_Service = Annotated[str, BeforeValidator(notation.forecaster)]
_Prefix = Annotated[str, BeforeValidator(notation.own_path)]
_Store = Annotated[str, BeforeValidator(store_url.checked)]
_Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(notation.names)]
_Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(notation.networks)]


class Settings(BaseSettings):
    """Field names are the settings' names everywhere: `--page-limit`, `DEVANTURE_PAGE_LIMIT`, `page_limit` in the file.

    Each description is its help text, so it is written once.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix=PREFIX, validate_default=False)

    upstream: _Address = Field(description="the shop, such as http://127.0.0.1:8081")
    site: _Folder = Field(description="the folder of site.yaml and the rules")
    listen: _Endpoint = Field(Endpoint("127.0.0.1", 8080), description="where visitors come in")
    admin: _Endpoint = Field(Endpoint("127.0.0.1", 8082), description="where operators come in")
    data: Path | None = Field(None, description="the folder of what we keep; by default data in the site")
    store: _Store = Field(
        "", description="where visitors are kept: memory:, sqlite:PATH or redis://...; by default visitors.sqlite"
    )
    keep_days: int = Field(762, ge=1, le=762, description="days that anything about a visitor is kept")
    spool_limit: int = Field(
        64 * 2**20, ge=2**20, le=2**40, description="bytes of the file in which events wait for a Redis that is down"
    )
    journal: str = Field(
        "",
        description="where the journal is kept: a folder, off, or stream (in Redis); by default it goes by the store",
    )
    keys: Path | None = Field(None, description="the file of keys that sign our cookies; by default keys in the data")
    token: Path | None = Field(None, description="the file of the admin token; by default admin-token in the data")
    geo: _File = Field(None, description="a City or Country database (.mmdb)")
    weather: _Service = Field(
        "", description="who tells the weather: open-meteo, or the address of a server that speaks its API; needs geo"
    )
    codes_token: str = Field("", description="what is sent to a service of codes in site.yaml, as a bearer token")
    crm_token: str = Field("", description="what is sent to the service of crm in site.yaml, as a bearer token")
    weather_key: str = Field("", description="the key of a contract with Open-Meteo")
    webhook_secrets: Path | None = Field(
        None, description="the folder of secrets shared with webhooks; by default webhooks in the data"
    )
    public_url: _OptionalAddress = Field("", description="the address visitors see, such as https://shop.example")
    hosts: _Hosts = Field((), description="the only Host values that are let in, by commas; by default any")
    trusted_hops: _Networks = Field(
        (), description="the networks of proxies before us, by commas, whose X-Forwarded-For is believed"
    )
    origin_host: str = Field(
        "", description="the shop's own host, where the visitor's Host cannot be passed on; it is mapped to ours"
    )
    upstream_ca: _File = Field(None, description="the certificate authority (PEM) of an https upstream")
    upstream_name: str = Field("", description="the server name (SNI) to ask an https upstream for")
    prefix: _Prefix = Field("/.devanture/", description="the paths of the public port that are ours, not the shop's")
    workers: int = Field(1, ge=1, le=256, description="how many processes share the public port")
    http: Literal["direct", "aiohttp"] = Field(
        "direct", description="who reads plain requests for pages and files: direct (we ourselves), or aiohttp for all"
    )
    access_log: str = Field("-", description="where a line for each request goes: - (standard output), off, or a file")
    address_bits: int = Field(24, ge=8, le=24, description="bits of an IPv4 address that the access log tells")
    gpc_since: date | None = Field(
        None, description="the day since when Sec-GPC is heeded, told in a file of its own; by default not told"
    )
    traces: Literal["off", "otlp", "console"] = Field(
        "off", description="where traces go: off, otlp (a collector, told by OTEL_... variables) or console"
    )
    history: int = Field(200, ge=0, le=10_000, description="how many requests are kept to be explained")
    page_limit: int = Field(
        2 * 2**20, ge=1024, le=64 * 2**20, description="the largest decoded page, in bytes, that is rewritten"
    )
    plan_memory: int = Field(
        64 * 2**20,
        ge=2**20,
        le=2**34,
        description="bytes of pages that each worker remembers: places of edits, and a quarter for what was coded",
    )
    verify_first: int = Field(
        5, ge=0, le=10**9, description="bodies of a page that prove a change before it goes out unproven on others"
    )
    verify_share: float = Field(0.02, ge=0, le=1, description="the share of such bodies that is proved later")
    head_limit: int = Field(2**16, ge=1024, le=2**20, description="the largest request head, in bytes")
    field_limit: int = Field(2**15, ge=1024, le=2**20, description="the longest header field or first line, in bytes")
    head_fields: int = Field(256, ge=16, le=4096, description="the most header fields of a request or an answer")
    extension_limit: int = Field(
        4096, ge=256, le=2**20, description="the most bytes around the chunks of a request's body: extensions, trailers"
    )
    pipelined: int = Field(10, ge=1, le=1000, description="how many requests of one connection may wait to be answered")
    connections: int = Field(2000, ge=1, le=10**6, description="the most visitors' connections of one process")
    connections_per_address: int = Field(
        500, ge=1, le=10**6, description="the most of them from one address that is no trusted hop"
    )
    rule_errors: int = Field(
        3, ge=0, le=1000, description="errors of a rule within rule_pause that switch it off; 0 never does"
    )
    rule_misses: int = Field(
        50, ge=0, le=10**6, description="pages in a row without a rule's element that switch it off; 0 never does"
    )
    rule_pause: _Seconds = Field(300.0, description="seconds that such a rule is off, until one more page tries it")
    lookup_deadline: _Seconds = Field(0.05, description="seconds that a page waits for what is known of its visitor")
    store_timeout: _Seconds = Field(2.0, description="seconds without an answer that end a connection to Redis")
    head_timeout: _Seconds = Field(10.0, description="seconds for a request's head, from its first byte")
    idle_timeout: _Seconds = Field(10.0, description="seconds before a connection's first request, and between two")
    connect_timeout: _Seconds = Field(2.0, description="seconds for a connection to the shop")
    first_byte_timeout: _Seconds = Field(30.0, description="seconds for the shop's first byte")
    progress_timeout: _Seconds = Field(30.0, description="seconds without a byte of a body, either way")
    reader_timeout: _Seconds = Field(60.0, description="seconds for a slow visitor to take what is ready")
    parting_timeout: _Seconds = Field(
        5.0, description="seconds that a visitor who closed his sending side is still worked for"
    )
    upstream_keepalive: _Seconds = Field(
        4.0, description="seconds that an idle connection to the shop is kept; less than the shop keeps it"
    )
    drain_timeout: _Seconds = Field(30.0, description="seconds for running requests to end when we are stopped")

    @property
    def data_folder(self) -> Path:
        return self.data or self.site / "data"

    @property
    def host_names(self) -> frozenset[str]:
        return frozenset(name.lower().rstrip(".") for name in self.hosts)

    @property
    def store_url(self) -> str:
        return self.store or f"sqlite:{self.data_folder / 'visitors.sqlite'}"

    @property
    def store_shown(self) -> str:
        """The store without its passwords."""
        return store_url.masked(self.store_url)

    @property
    def journal_streams(self) -> bool:
        """Whether the journal is a stream in Redis, which `devanture drain` takes from there."""
        return self.journal == "stream" or (not self.journal and store_url.is_redis(self.store))

    @property
    def journal_folder(self) -> Path | None:
        """The folder of day files, None where no process of ours writes them."""
        if self.journal_streams or self.journal == "off" or (not self.journal and self.store == "memory:"):
            return None
        return Path(self.journal) if self.journal else self.data_folder / "journal"

    @property
    def days_folder(self) -> Path:
        """Where day files are looked for: where ours are written, or else where a drain puts those of a stream."""
        return self.journal_folder or self.data_folder / "journal"

    @property
    def keys_file(self) -> Path:
        return self.keys or self.data_folder / "keys"

    @property
    def secrets_folder(self) -> Path:
        return self.webhook_secrets or self.data_folder / "webhooks"

    @property
    def token_file(self) -> Path:
        return self.token or self.data_folder / "admin-token"

    @property
    def shared_counts(self) -> Path | None:
        """The folder that several workers count in, None when one process counts for itself."""
        return self.data_folder / "counts" if self.workers > 1 else None

    @property
    def off_file(self) -> Path:
        """The switch: while this file is there, we are a plain proxy."""
        return self.data_folder / "off"

    @model_validator(mode="after")
    def _agree(self) -> "Settings":
        """Refuse values that are right each but not together."""
        if self.workers > 1 and self.store == "memory:":
            raise ValueError("store memory: is one process's own; with several workers use sqlite:PATH, or workers 1")
        if self.journal == "stream" and not store_url.is_redis(self.store):
            raise ValueError("journal stream is one of Redis, so it needs such a store; give a folder, or off")
        if self.upstream.startswith("http:") and (self.upstream_ca or self.upstream_name):
            raise ValueError("upstream_ca and upstream_name need an upstream that begins with https://")
        if self.weather and not self.geo:
            raise ValueError("weather is that of the visitor's place, so it needs geo, a City database")
        if self.origin_host and not self.public_url:
            raise ValueError("origin_host is mapped to the public address, so it needs public_url")
        if str(self.listen) == str(self.admin) and self.listen.port:
            raise ValueError(f"listen and admin are both {self.listen}; give them two ports")
        return self


def read(arguments: Mapping[str, object], file: Path | None = None) -> Settings:
    """Return the settings: arguments win over `DEVANTURE_*`, those over the file, that over the defaults.

    `file` is TOML, by default the one that DEVANTURE_SETTINGS names. Raise SettingsError with every problem.
    """
    named = file or (Path(os.environ[_FILE]) if os.environ.get(_FILE) else None)
    written = _written(named) if named else {}
    from_environment = {name for name in Settings.model_fields if _variable(name) in os.environ}
    strangers = [_stranger(name) for name in os.environ if _is_misspelt(name)]
    below = {name: value for name, value in written.items() if name not in from_environment}
    sources = {**dict.fromkeys(below, f"in {named}"), **dict.fromkeys(from_environment, "in the environment")}
    sources |= dict.fromkeys(arguments, "on the command line")
    try:
        settings = Settings.model_validate({**below, **arguments})
    except ValidationError as error:
        problems = (_problem(found, sources) for found in error.errors(include_url=False))
        raise SettingsError((*strangers, *problems)) from None
    if strangers:
        raise SettingsError(tuple(strangers))
    return settings


def _written(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError((f"the settings file {file} cannot be read: {error.strerror}",)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError((f"the settings file {file} is not TOML: {error}",)) from error


def _problem(found: ErrorDetails, sources: Mapping[str, str]) -> str:
    message = found["msg"].removeprefix("Value error, ")
    if not found["loc"]:
        return message
    name = str(found["loc"][0])
    if found["type"] == "missing":
        return (
            f"{name} is not set ({Settings.model_fields[name].description}): "
            f"give --{name.replace('_', '-')}, {_variable(name)}, or {name} in the settings file"
        )
    if found["type"] == "extra_forbidden":
        return f"{name} {sources.get(name, '')} is no setting{_nearest(name)}"
    given = store_url.masked(str(found["input"])) if name == "store" else found["input"]
    return f'{name} {sources.get(name, "")}: "{given}": {message[0].lower()}{message[1:]}'


def _nearest(name: str) -> str:
    close = difflib.get_close_matches(name, Settings.model_fields, n=1)
    return f"; did you mean {close[0]}?" if close else f"; the settings are {', '.join(Settings.model_fields)}"


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _is_misspelt(variable: str) -> bool:
    """Tell a slip of the pen from another's variable: Kubernetes makes DEVANTURE_PORT for a service so named."""
    name = variable.removeprefix(PREFIX).lower()
    if not variable.startswith(PREFIX) or variable == _FILE or name in Settings.model_fields:
        return False
    return bool(difflib.get_close_matches(name, Settings.model_fields, n=1, cutoff=0.8))


def _stranger(variable: str) -> str:
    return f"{variable} in the environment is no setting{_nearest(variable.removeprefix(PREFIX).lower())}"


def worker_environment(counts: Path) -> Mapping[str, str]:
    """Return the environment of a worker that counts in a shared folder (prometheus-client, "Multiprocess Mode")."""
    return {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(counts)}
