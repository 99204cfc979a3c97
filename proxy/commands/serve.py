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
from proxy.edge.workers import Crew, Workers, hold
from proxy.notation import Endpoint
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
    hold()
    logs.configure()
    keep_memory()
    uvloop.run(serve(settings, Openings(public, admin), announced))
    return 0


def _together(settings: Settings, counts: Path, arguments: argparse.Namespace) -> int:
    public, doors = listening(settings.listen, settings.workers), [*listening(settings.admin)]
    doors += [door for _ in range(1, settings.workers) for door in listening(Endpoint("127.0.0.1", 0))]
    logs.configure()
    made(settings.data_folder)
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir()
    crew = Crew(
        count=settings.workers,
        words=lambda number: _words(arguments, number, (public[number], doors)),
        environment=worker_environment(counts),
        sockets=[*public, *doors],
    )
    return Workers(crew, settings.drain_timeout + 10).supervise()


def _words(
    arguments: argparse.Namespace, number: int, opened: tuple[socket.socket, Sequence[socket.socket]]
) -> Sequence[str]:
    """Return how a worker is started; the first one is told where the doors of the others are."""
    public, doors = opened
    told = [word for name, value in given(arguments).items() for word in (f"--{name.replace('_', '-')}", value)]
    file = ["--settings", str(arguments.settings)] if arguments.settings else []
    own = ["--number", str(number), "--public", str(public.fileno()), "--door", str(doors[number].fileno())]
    others = [] if number else [word for door in doors[1:] for word in ("--other", str(door.getsockname()[1]))]
    return [sys.executable, "-m", "proxy", "worker", *own, *others, *file, *told]


def announced(parts: Parts) -> None:
    """Say in one line what is running, and where the token is."""
    settings, rules = parts.settings, parts.pipeline.rulebook.rules
    live = sum(rule.status is Status.LIVE for rule in rules)
    workers = f", {settings.workers} workers" if settings.workers > 1 else ""
    print(
        f"devanture listens on http://{settings.listen} for {settings.upstream}, "
        f"site {settings.site} ({live} of {len(rules)} rules live), store {settings.store_shown}{workers}; "
        f"admin on http://{settings.admin}, token in {settings.token_file}",
        file=sys.stderr,
        flush=True,
    )
