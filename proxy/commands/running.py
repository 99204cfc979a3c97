"""Says how a process of these settings runs, as far as it concerns persons."""

from pathlib import Path

from proxy import store_url
from proxy.processing import Running
from proxy.providers.weather import OPEN_METEO
from proxy.settings import Settings

_WEATHER = "Open-Meteo, which tells the weather"


def running_of(settings: Settings) -> Running:
    is_shared = store_url.is_redis(settings.store)
    return Running(
        origin=settings.upstream,
        store=settings.store_shown,
        days=settings.keep_days,
        prefix=settings.prefix,
        address_bits=settings.address_bits,
        access_log={"off": "", "-": "standard output"}.get(settings.access_log, settings.access_log),
        history=settings.history,
        spool=str(settings.data_folder / "spool.sqlite") if is_shared else "",
        journal=_journal(settings),
        traces="" if settings.traces == "off" else settings.traces,
        geo=_named(settings.geo),
        weather=_WEATHER if settings.weather == OPEN_METEO else settings.weather,
    )


def _journal(settings: Settings) -> str:
    if settings.journal_streams:
        return f"a stream in {settings.store_shown}"
    return str(settings.journal_folder or "")


def _named(file: Path | None) -> str:
    return "" if file is None else f"the database {file.name}, a file of ours"
