"""`make bench`: every figure as a ratio to a peer in the same run; ends with 1 when one is above its target.

`python -m benchmarks rewrite`, `decide`, `peers`, `hits`, `store`, `bots` or `recommend` runs one; `peers` has
`--quick` and `--keep`.
`fold` folds one visitor of 10,000 events. `model` trains on the shared data (or `--data FOLDER`) for some minutes and
tells what models are worth on visits left out, all or one of `cost`, `shoppers` and `sessions`; it runs by its name.
`moments` asks a browser how soon a page acts. It, `overload`, `soak`, which takes half an hour or as many minutes as
are said, `spark`, and `month`, of 100,000 visitors or as many as are said, run by their names alone.
"""

import sys
from collections.abc import Callable, Sequence
from statistics import median

from benchmarks import bots, decide, fold, hits, model, moments, overload, recommend, rewrite, soak, spark, store
from benchmarks.month import month
from benchmarks.peers import bench

_ROUNDS = 60
_SIZE = 100


def rewriting() -> int:
    print("CPU time as a ratio to a selectolax parse, edit and serialize of the same page: medians, interleaved")
    return rewrite.main()


def deciding() -> int:
    """Print what 100 rules of three conditions cost, in the time of one parse, edit and serialize of a page."""
    rewrite.quiet_malloc()
    body = rewrite.page(_SIZE)
    steps = {"as a shop has them": decide.spread(), "all of them act": decide.worst()}
    found: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(_ROUNDS):
        base = rewrite.cpu(lambda: rewrite.anchor(body))
        for name, step in steps.items():
            found[name].append(rewrite.cpu(step) / base)
    print(f"\n{decide.RULES} rules of three conditions, decided for one visitor; the unit is such a parse and edit")
    for name, values in found.items():
        print(f"{_SIZE:>5} KB  {name:<20}{median(values):>8.3f}")
    return 0


def main(words: Sequence[str]) -> int:
    """Run one part or all; return the worst status."""
    parts: dict[str, Callable[[], int]] = {
        "rewrite": rewriting,
        "decide": deciding,
        "peers": lambda: bench.main(words[1:]),
        "hits": hits.main,
        "store": store.main,
        "bots": bots.main,
        "recommend": recommend.main,
        "fold": fold.main,
    }
    if not words:
        return max(part() for part in parts.values())
    alone: dict[str, Callable[[], int]] = {
        "moments": moments.main,
        "overload": overload.main,
        "soak": lambda: soak.main(words[1:]),
        "spark": spark.main,
        "month": lambda: month.main(words[1:]),
        "model": lambda: model.main(words[1:]),
    }
    known = {**parts, **alone}
    if words[0] not in known:
        print(f"there is no benchmark {words[0]}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    return known[words[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
