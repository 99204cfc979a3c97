"""`devanture preview URL --as persona.yaml`: prints a link that makes one browser that persona for a while."""

import argparse
import sys
import time
from pathlib import Path

from pydantic_core import PydanticCustomError

from proxy.commands.fetch import FetchError, address
from proxy.commands.personas import written
from proxy.edge.previewing import link
from proxy.preview import PersonaTooLargeError, token_of
from proxy.settings import SettingsError, read
from proxy.stores.keys import KeysError, read_keys
from rules.language.problem import RulebookError
from rules.language.units import seconds

NAME = "preview"
SUMMARY = "print a signed, expiring link that makes one browser a persona, with a ribbon to leave by"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the page to begin at, on Devanture's own address")
    parser.add_argument("--as", dest="persona", required=True, metavar="PERSONA", help="a persona file, or its name")
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--for", dest="span", default="2 hours", metavar="DURATION", help="how long (default: 2 hours)")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    try:
        parts = address(arguments.url)
        base = f"{parts.scheme}://{parts.netloc}"
        given = {"upstream": base} | ({"site": arguments.site} if arguments.site else {})
        settings = read(given, arguments.settings)
        told = written(arguments.persona, settings.site)
        fresh = not settings.keys_file.exists()
        token = token_of(read_keys(settings.keys_file), told, time.time() + seconds(arguments.span))
    except (FetchError, SettingsError, RulebookError, KeysError, PersonaTooLargeError, PydanticCustomError) as error:
        print(error)
        return 1
    if fresh:
        print(f"{settings.keys_file} was not there and is new: does `serve` run with this --site?", file=sys.stderr)
    print(link(base, settings.prefix, token, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")))
    return 0
