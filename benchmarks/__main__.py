"""`make bench`: every figure as a ratio to a peer in the same run; ends with 1 when one is above its target."""

import sys
from statistics import median

from benchmarks import decide, rewrite

_ROUNDS = 60
_SIZE = 100


def deciding() -> None:
    """Print what 100 rules of three conditions cost, in the time of one parse, edit and serialize of a page."""
    body = rewrite.page(_SIZE)
    steps = {"as a shop has them": decide.spread(), "all of them act": decide.worst()}
    found: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(_ROUNDS):
        base = rewrite.cpu(lambda: rewrite.anchor(body))
        for name, step in steps.items():
            found[name].append(rewrite.cpu(step) / base)
    print(f"\n{decide.RULES} rules of three conditions, decided for one visitor; the unit is the same as above")
    for name, values in found.items():
        print(f"{_SIZE:>5} KB  {name:<20}{median(values):>8.3f}")


def main() -> int:
    print("CPU time as a ratio to a selectolax parse, edit and serialize of the same page: medians, interleaved")
    above = rewrite.main()
    deciding()
    return above


if __name__ == "__main__":
    sys.exit(main())
