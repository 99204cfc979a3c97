"""`devanture learn`: teaches `recommended` what past visits met, out of the journal or of a list of visits."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from proxy.commands.past import days_in, happened, put
from proxy.settings import Settings, SettingsError, read
from proxy.stores.journal.days import JournalError
from scoring.foreseen import LISTED, foreseen
from scoring.learned import learned, written
from scoring.recommend import Recommender
from scoring.visitlist import VisitListError, visits_of
from scoring.walks import walks

NAME = "learn"
SUMMARY = "teach `recommended` what past visits met, out of the journal or of a list of visits"

FILE = "visits.json"

_HELD_OUT = 1000
"""The last visits by which what the visits before them teach is measured, a tenth of all at most."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="the folder of day files, when not the settings'")
    parser.add_argument("--visits", type=Path, metavar="FILE", help="rows of visit, item, time instead of a journal")
    parser.add_argument("--file", default=FILE, metavar="NAME", help=f"the file in the site's folder (default: {FILE})")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    try:
        # what is learned does not depend on the shop's address, but settings without one are none
        site = {"site": arguments.site} if arguments.site else {}
        settings = read({"upstream": "http://127.0.0.1", **site}, arguments.settings)
        visits = _visits(arguments, settings)
        what = learned(visits)
        target = settings.site / arguments.file
        if not what.visits:
            print(f"no visit met several products yet, so {target} stays as it is", file=sys.stderr)
            return 1
        put(target, written(what))
    except (SettingsError, JournalError, VisitListError) as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print(f"cannot read the visits or write what they taught: {error}", file=sys.stderr)
        return 1
    print(f"{target}: {len(what.visits)} visits that met several of {len(what.items)} items")
    print(_measured(visits))
    return 0


def _visits(arguments: argparse.Namespace, settings: Settings) -> Sequence[tuple[str, ...]]:
    if arguments.visits:
        with arguments.visits.open(encoding="utf-8-sig", newline="") as lines:
            return visits_of(lines)
    folder = arguments.journal or settings.days_folder
    return walks(happened(days_in(folder, "a list of visits by --visits")))


def _measured(visits: Sequence[tuple[str, ...]]) -> str:
    """Learn from all but the last visits, and tell how well their next items are foreseen."""
    kept = visits[len(visits) - min(_HELD_OUT, len(visits) // 10) :]
    found = foreseen(Recommender.of(learned(visits[: len(visits) - len(kept)])), kept)
    if not found.count:
        return "too few visits to tell how well the next item is foreseen"
    return (
        f"of {found.count} next items in the last {len(kept)} visits, {found.hits:.0%} were among {LISTED} offered "
        f"by what the visits before them taught (MRR {found.rank:.3f})"
    )
