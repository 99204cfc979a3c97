"""Counts are told in Prometheus' words, of one process or of all workers."""

import subprocess
import sys
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from proxy.metrics import Metrics

REPOSITORY = Path(__file__).parents[2]

WORKER = """
from proxy.metrics import Metrics
metrics = Metrics()
metrics.requests.labels("changed").inc(2)
metrics.faults.inc()
"""


def told(text: bytes) -> dict[tuple[str, ...], float]:
    """Read counts back: name and label values, with the number."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
        if sample.name.endswith("_total")
    }


def test_a_count_is_told_with_its_labels() -> None:
    metrics = Metrics()
    metrics.decided("welcome", "APPLIED")
    assert told(metrics.text())["devanture_decisions_total", "APPLIED", "welcome"] == 1


def test_two_in_one_process_are_apart() -> None:
    Metrics().faults.inc()
    assert told(Metrics().text())["devanture_faults_total",] == 0


def test_workers_are_told_as_one_even_after_they_ended(tmp_path: Path) -> None:
    shared = str(tmp_path)
    for _ in range(3):
        subprocess.run(
            [sys.executable, "-c", WORKER], cwd=REPOSITORY, env={"PROMETHEUS_MULTIPROC_DIR": shared}, check=True
        )
    counts = told(Metrics().text(shared))
    assert counts["devanture_requests_total", "changed"] == 6
    assert counts["devanture_faults_total",] == 3
