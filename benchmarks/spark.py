"""Asks every query of the journal of Spark in local mode: the very expressions that the tests ask of DuckDB.

It needs Java, and `pip install pyspark` beside the development lock, which is 400 MB that nothing else needs.
"""

import sys
import tempfile
import time
from pathlib import Path

import ibis

from proxy.stores.journal.parquet import opened
from tests.support.journal_asked import check_reports, check_sessions, check_visits, whole_story


def main() -> int:
    """Return 1 when Spark says something else, 2 when it is not there."""
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415  # it is not in any lock
    except ImportError:
        print("PySpark is not installed: pip install pyspark (and Java 17)", file=sys.stderr)
        return 2
    local = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = local.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        asked = opened(ibis.pyspark.connect(spark), whole_story(Path(folder)))
        for check in (check_visits, check_reports, check_sessions):
            began = time.perf_counter()
            try:
                check(asked)
                said = "as DuckDB"
            except AssertionError as error:
                wrong, said = 1, f"otherwise: {error}"
            print(f"{check.__name__.removeprefix('check_'):<10}{time.perf_counter() - began:>7.1f} s  {said}")
    spark.stop()
    return wrong
