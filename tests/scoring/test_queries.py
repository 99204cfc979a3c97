"""Every query of the journal, asked of DuckDB; `python -m benchmarks spark` asks the same of PySpark."""

from pathlib import Path

import ibis
import pyarrow as pa

from proxy.stores.journal.parquet import opened
from tests.support.events import NOON
from tests.support.journal_asked import HOUR, check_all, check_groups, whole_story
from tests.support.notes import ANNA


def test_every_query_says_what_the_story_says(tmp_path: Path) -> None:
    check_all(opened(ibis.duckdb.connect(), whole_story(tmp_path)))


def test_visits_are_told_by_the_groups_of_their_visitors(tmp_path: Path) -> None:
    keen = ibis.memtable(pa.table({"who": [ANNA], "note": [f"a{NOON + 2 * HOUR}"], "name": ["keen"]}))
    check_groups(opened(ibis.duckdb.connect(), whole_story(tmp_path)), keen)
