"""`devanture serve`: stands in front of a shop, in one process or with several workers."""

import argparse
import shutil
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import uvloop

from proxy.commands import logs
from proxy.commands.compose import Parts, made
from proxy.commands.serving import Openings, UnfitError, keep_memory, refuse_unfit, serve
from proxy.edge.sockets import PortError, listening
from proxy.edge.token import TokenError
from proxy.edge.workers import Crew, Workers
from proxy.settings import Settings, SettingsError, read, worker_environment
from proxy.stores import StoreError
from proxy.stores.keys import KeysError
from rules.rulebook import Status

NAME = "serve"
SUMMARY = "stand in front of a shop and personalize its pages"

REFUSALS = (SettingsError, PortError, StoreError, KeysError, TokenError, UnfitError)


def configure(parser: argparse.ArgumentParser) -> None:
    """Make an option of every setting: the fields of Settings are the only list of them."""
    parser.add_argument("--settings", type=Path, metavar="FILE", help="a TOML file of these settings, by their names")
    for name, field in Settings.model_fields.items():
        default = "" if field.is_required() or field.default in (None, "", ()) else f" (default: {field.default})"
        needed = " (needed)" if field.is_required() else ""
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            default=argparse.SUPPRESS,
            metavar=name.upper(),
            help=f"{field.description}{needed}{default}".replace("%", "%%"),
        )


def given(arguments: argparse.Namespace) -> Mapping[str, str]:
    """Return the settings that were given as arguments, no others."""
    return {name: value for name, value in vars(arguments).items() if name in Settings.model_fields}


def run(arguments: argparse.Namespace) -> int:
    try:
        settings = read(given(arguments), arguments.settings)
        refuse_unfit()
        if settings.shared_counts is None:
            return _alone(settings)
        return _together(settings, settings.shared_counts, arguments)
    except REFUSALS as error:
        print(error, file=sys.stderr)
        return 2


def _alone(settings: Settings) -> int:
    (public,), (admin,) = listening(settings.listen), listening(settings.admin)
    logs.configure()
    keep_memory()
    uvloop.run(serve(settings, Openings(public, admin), announced))
    return 0


def _together(settings: Settings, counts: Path, arguments: argparse.Namespace) -> int:
    sockets = [*listening(settings.listen, settings.workers), *listening(settings.admin)]
    logs.configure()
    made(settings.data_folder)
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir()
    crew = Crew(
        count=settings.workers,
        words=lambda number: _words(arguments, number, sockets),
        environment=worker_environment(counts),
        sockets=sockets,
    )
    return Workers(crew, settings.drain_timeout + 10).supervise()


def _words(arguments: argparse.Namespace, number: int, sockets: Sequence[socket.socket]) -> Sequence[str]:
    told = [word for name, value in given(arguments).items() for word in (f"--{name.replace('_', '-')}", value)]
    file = ["--settings", str(arguments.settings)] if arguments.settings else []
    own = ["--number", str(number), "--public", str(sockets[number].fileno()), "--door", str(sockets[-1].fileno())]
    return [sys.executable, "-m", "proxy", "worker", *own, *file, *told]


def announced(parts: Parts) -> None:
    """Say in one line what is running, and where the token is."""
    settings, rules = parts.settings, parts.pipeline.rulebook.rules
    live = sum(rule.status is Status.LIVE for rule in rules)
    workers = f", {settings.workers} workers" if settings.workers > 1 else ""
    print(
        f"devanture listens on http://{settings.listen} for {settings.upstream}, "
        f"site {settings.site} ({live} of {len(rules)} rules live), store {settings.store_url}{workers}; "
        f"admin on http://{settings.admin}, token in {settings.token_file}",
        file=sys.stderr,
        flush=True,
    )
