"""How long the fuzz targets look: briefly in the suite, and as many times longer as DEVANTURE_FUZZ says."""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("DEVANTURE_FUZZ", "1"))


def examples(brief: int) -> settings:
    """Return settings for so many examples in the suite; a longer run finds anew and keeps its finds for the next."""
    slow = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
    return settings(max_examples=brief * TIMES, suppress_health_check=slow)
