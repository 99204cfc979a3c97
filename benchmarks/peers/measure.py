"""Runs the whole comparison: starts everybody, checks that each does its work, and measures them in turns."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.peers import load, ours, right
from benchmarks.peers.firstbyte import first_byte
from benchmarks.peers.ground import Ground
from benchmarks.peers.load import Aim, Figures, LoadError
from benchmarks.peers.pages import KINDS, Kind
from benchmarks.peers.peers import OURS, PEERS, Peer
from benchmarks.peers.right import Case, WrongError
from benchmarks.peers.running import StartError, free_port, started

_ATTEMPTS = 4
HUNDRED = next(kind for kind in KINDS if kind.name == "100 KB")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how often: seconds of a run, rounds, one more before them when `warm`; which pages, and who."""

    seconds: int = 1
    rounds: int = 3
    warm: bool = True
    kinds: Sequence[Kind] = KINDS
    peers: Sequence[Peer] = PEERS


@dataclass(frozen=True, slots=True)
class Running:
    """A peer that has been started; `cookies` is the file of its visitors, None where nobody is known."""

    peer: Peer
    port: int
    process: int
    cookies: Path | None

    @property
    def cookie(self) -> str:
        return self.cookies.read_text("utf-8").splitlines()[0] if self.cookies else ""


Telling = Callable[[str], None]
"""Says what is being done."""

Place = tuple[str, str, str]
"""The name of a peer, its work, and the name of a kind of page."""


@dataclass(frozen=True, slots=True)
class Results:
    """The medians by place, the first bytes by peer and work, and why somebody or something is missing."""

    figures: dict[Place, Figures] = field(default_factory=dict)
    first_bytes: dict[tuple[str, str], float] = field(default_factory=dict)
    alone: dict[tuple[str, str], Figures] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def cpu(self, name: str, work: str, kind: str) -> float | None:
        found = self.figures.get((name, work, kind))
        return found.cpu if found else None


def compared(ground: Ground, plan: Plan, tell: Telling) -> Results:
    """Measure everybody at everything."""
    results = Results()
    with ExitStack() as ending:
        running = [found for peer in plan.peers if (found := _begun(ending, ground, peer, results))]
        for work in ("W0", "W1", "W2"):
            group = [each for each in running if each.peer.work == work]
            for kind in plan.kinds:
                if _is_for(kind, work):
                    tell(f"{work}, {kind.name} ...")
                    able = [each for each in group if _is_right(each, ground, kind, results)]
                    _turns(able, kind, (ground, plan, results))
        tell("alone, and first bytes ...")
        for each in running:
            _singly(each, ground, results)
    return results


def _is_for(kind: Kind, work: str) -> bool:
    """Passing a page on costs the same whatever it says, and nobody rewrites an image."""
    return not kind.counted if work == "W0" else kind.edited


def _begun(ending: ExitStack, ground: Ground, peer: Peer, results: Results) -> Running | None:
    if peer.made is None:
        return Running(peer, ground.origin, ground.process, None)
    try:
        program = peer.made(ground, peer.work, free_port())
        process = ending.enter_context(started(program, ground.folder))
        return Running(peer, program.port, process, _visitors(peer, program.port, ground))
    except (StartError, LoadError, OSError) as error:
        results.missing[f"{peer.name} {peer.work}"] = str(error)
        return None


def _visitors(peer: Peer, port: int, ground: Ground) -> Path | None:
    if peer.work != "W2":
        return None
    return ours.walked_in(port, ground.folder) if peer.name == OURS else ground.cookies


def _is_right(running: Running, ground: Ground, kind: Kind, results: Results) -> bool:
    """Tell whether a peer does its work; one that is still busy with what came before is asked again."""
    peer = running.peer
    case = Case(running.port, peer.work, ground.origin, running.cookie)
    for left in reversed(range(_ATTEMPTS)):
        try:
            right.check(case, kind)
        except (WrongError, OSError) as error:
            results.missing[f"{peer.name} {peer.work}, {kind.name}"] = str(error)
            time.sleep(1 if left else 0)
        else:
            results.missing.pop(f"{peer.name} {peer.work}, {kind.name}", None)
            return True
    return False


def _turns(group: Sequence[Running], kind: Kind, run: tuple[Ground, Plan, Results]) -> None:
    """Measure peers in turns, A B C A B C, and keep medians; a first round only warms them up."""
    ground, plan, results = run
    found: dict[Place, list[Figures]] = defaultdict(list)
    failed: dict[str, str] = {}
    for number in range(0 if plan.warm else 1, plan.rounds + 1):
        for each in group:
            place = (each.peer.name, each.peer.work, kind.name)
            try:
                figures = load.measured(Aim(each.port, each.process, kind, each.cookies), ground.folder, plan.seconds)
            except LoadError as error:
                failed[", ".join(place)] = str(error)
                continue
            if number:
                found[place].append(figures)
    results.figures.update({place: _median(figures) for place, figures in found.items()})
    results.missing.update({who: why for who, why in failed.items() if who not in {", ".join(each) for each in found}})


def _median(runs: Iterable[Figures]) -> Figures:
    rows = [(run.cpu, run.rate, run.p50, run.p99) for run in runs]
    return Figures(*(median(column) for column in zip(*rows, strict=True)))


def _singly(running: Running, ground: Ground, results: Results) -> None:
    """Measure what a lone visitor feels: one connection, and the first byte of a page that pauses."""
    whose = (running.peer.name, running.peer.work)
    if (*whose, HUNDRED.name) in results.figures:
        aim = Aim(running.port, running.process, HUNDRED, running.cookies)
        results.alone[whose] = load.measured(aim, ground.folder, 1, 1)
        results.first_bytes[whose] = first_byte(running.port, running.cookie)
