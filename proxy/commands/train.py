"""`devanture train`: learns from the journal or a table how likely visitors are to buy; writes model and report."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from proxy.commands.bar import Bar
from proxy.commands.past import ANALYSIS, days_in, notes, put
from proxy.settings import Settings, SettingsError, read
from proxy.stores.journal.days import Days, JournalError
from scoring import modelfile
from scoring.event import Event
from scoring.modelfile import CalibrationText, ModelError
from scoring.recalibration import followed
from scoring.samples import Sample, SamplesError, of_events, of_table

NAME = "train"
SUMMARY = "learn from the journal, or from a table, how likely visitors are to buy; write the model and a report"

FILE = "model.json"
REPORT = "model.html"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="the folder of day files, when not the settings'")
    parser.add_argument("--table", type=Path, metavar="FILE", help="a CSV of finished visits, in place of the journal")
    parser.add_argument("--target", metavar="COLUMN", help="the column of the table that says who bought")
    parser.add_argument(
        *("--category", "-c"), metavar="COLUMN", action="append", default=[], help="a column whose numbers are names"
    )
    parser.add_argument("--file", default=FILE, metavar="NAME", help=f"the file in the site's folder (default: {FILE})")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help=f"the report (default: {REPORT} in the data folder)"
    )
    parser.add_argument(
        "--recalibrate", action="store_true", help="leave the model as it is, and let its numbers follow the season"
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    try:
        # what is learned does not depend on the shop's address, but settings without one are none
        site = {"site": arguments.site} if arguments.site else {}
        settings = read({"upstream": "http://127.0.0.1", **site}, arguments.settings)
        samples = _samples(arguments, settings)
        target = settings.site / arguments.file
        if arguments.recalibrate:
            return _recalibrated(target, samples)
        return _trained(target, arguments.report or settings.data_folder / REPORT, samples)
    except (SettingsError, JournalError, SamplesError, ModelError) as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print(f"cannot read the visits or write the model: {error}", file=sys.stderr)
        return 1


def _samples(arguments: argparse.Namespace, settings: Settings) -> Sequence[Sample]:
    if arguments.table:
        if not arguments.target:
            raise SamplesError("name the column of the table that says who bought by --target")
        with arguments.table.open(encoding="utf-8-sig", newline="") as lines:
            return of_table(lines, arguments.target, arguments.category)
    days = days_in(arguments.journal or settings.days_folder, "a table by --table")
    devices: dict[str, str] = {}
    return of_events(_events(days, devices), devices)


def _events(days: Days, devices: dict[str, str]) -> Iterator[tuple[str, Event]]:
    """Yield what people did; fill in by the way on which device they did it."""
    for note in notes(days):
        if note.page is not None:
            devices[note.who] = note.page.request.device
        yield from ((note.who, event) for event in note.events)


def _recalibrated(target: Path, samples: Sequence[Sample]) -> int:
    text = modelfile.read(target.read_bytes())
    told = followed(modelfile.model(text), samples)
    now = told.calibration()
    calibration = CalibrationText(slope=now.slope, shift=now.shift)
    put(target, modelfile.written(text.model_copy(update={"calibration": calibration})))
    print(
        f"{target}: by {told.visits} visits, log-odds are now {now.slope:.3f} times those of training, {now.shift:+.3f}"
    )
    return 0


def _trained(target: Path, report: Path, samples: Sequence[Sample]) -> int:
    try:
        from scoring.report import report as page_of  # noqa: PLC0415  # an extra that may not be there
        from scoring.train import steps, train  # noqa: PLC0415  # the same
    except ModuleNotFoundError as error:
        print(f"training needs packages that are not installed ({error.name}): {ANALYSIS}", file=sys.stderr)
        return 1
    training = train(samples, f"{target.stem} of {datetime.now(UTC):%Y-%m-%d %H:%M}", Bar(steps()).tick)
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(page_of(training), "utf-8")
    put(target, modelfile.written(training.text))
    told = ", ".join(f"AUC of {kind} {found.auc:.3f}" for kind, found in training.tried.items())
    print(f"{target}: {training.kind}, of {len(training.samples)} samples; {told} on visits left out. Report: {report}")
    return 0
