"""Every query of the journal, asked of DuckDB; `python -m benchmarks spark` asks the same of PySpark."""

from pathlib import Path

import ibis

from proxy.stores.journal.parquet import opened
from tests.support.journal_asked import check_all, whole_story


def test_every_query_says_what_the_story_says(tmp_path: Path) -> None:
    check_all(opened(ibis.duckdb.connect(), whole_story(tmp_path)))
