"""Day files: whole lines, by any number of writers, across crashes; and gone when a visitor or a day has to go."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from proxy.journal import Note, written
from proxy.stores.journal.days import DAY, Days, JournalError, day_of
from tests.support.events import NOON, seen
from tests.support.notes import ANNA, BERT, note
from tests.support.tree import ROOT

TODAY = day_of(NOON)


def append(days: Days, *notes: Note) -> None:
    for one in notes:
        days.append({day_of(one.at): [written(one)]})


def of(days: Days, day: str = TODAY) -> Sequence[str]:
    return [one.id for one in days.notes(day)]


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "journal")


def test_a_day_is_a_file_by_its_utc_date(days: Days) -> None:
    append(days, note(ANNA, seen("/", NOON)), note(ANNA, seen("/", NOON + DAY)))
    assert days.names() == ["2023-11-14", "2023-11-15"]
    assert days.file("2023-11-14").stat().st_mode & 0o777 == 0o600


def test_notes_come_back_in_the_order_of_writing_each_once(days: Days) -> None:
    first, second = note(ANNA, seen("/"), id_="1"), note(BERT, seen("/"), id_="2")
    append(days, first, second, first)
    assert list(days.notes(TODAY)) == [first, second]


def test_a_torn_last_line_is_skipped_and_told(days: Days, caplog: pytest.LogCaptureFixture) -> None:
    append(days, note(ANNA, seen("/"), id_="1"), note(ANNA, seen("/"), id_="2"))
    whole = days.file(TODAY).read_bytes()
    days.file(TODAY).write_bytes(whole[:-20])
    assert of(days) == ["1"]
    assert "as a crash may tear one: 1" in caplog.text
    append(days, note(ANNA, seen("/"), id_="3"))
    assert "torn by a crash" in caplog.text
    assert of(days) == ["1", "3"]


def test_a_line_cut_at_any_byte_costs_nothing_but_itself(days: Days) -> None:
    append(days, note(ANNA, seen("/"), id_="1"))
    whole = days.file(TODAY).read_bytes()
    for length in range(0, len(whole) - 1, 7):
        days.file(TODAY).write_bytes(whole + whole[:length])
        append(days, note(ANNA, seen("/"), id_="2"))
        assert of(days) == ["1", "2"]


def test_several_processes_write_whole_lines(days: Days) -> None:
    script = (
        "import sys; from pathlib import Path; from proxy.stores.journal.days import Days\n"
        "days = Days(Path(sys.argv[1]))\n"
        "for _ in range(50): days.append({'2023-11-14': [sys.argv[2].encode() * 3000 + b'\\n'] * 2})"
    )
    words = [sys.executable, "-c", script, str(days.folder)]
    writers = [subprocess.Popen([*words, name], cwd=ROOT) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    lines = days.file("2023-11-14").read_bytes().splitlines()
    assert sorted(lines) == sorted(name * 3000 for name in (b"a", b"b", b"c") for _ in range(100))


def test_an_erased_visitor_is_in_no_file_and_others_stay(days: Days) -> None:
    append(days, *(note(who, seen("/", NOON + day * DAY)) for day in range(3) for who in (ANNA, BERT, ANNA)))
    made = days.folder / "parquet" / "events" / f"{TODAY}.parquet"
    made.parent.mkdir(parents=True)
    made.write_bytes(b"made of that day")
    days.erase([ANNA])
    text = b"".join(path.read_bytes() for path in days.folder.rglob("*") if path.is_file())
    assert ANNA.encode() not in text
    assert text.count(BERT.encode()) == 3
    assert not made.exists()


def test_erasing_looks_through_files_larger_than_what_it_reads_at_once(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy.stores.journal.days.CHUNK", 100)
    append(days, *(note((ANNA, BERT)[number % 2], seen("/", NOON), id_=str(number)) for number in range(20)))
    days.erase([ANNA])
    assert of(days) == [str(number) for number in range(1, 20, 2)]


def test_a_day_without_the_visitor_is_not_written_again(days: Days) -> None:
    append(days, note(BERT, seen("/")))
    before = days.stamp(TODAY)
    days.erase([ANNA])
    assert days.stamp(TODAY) == before


def test_erasing_beside_a_writer_loses_none_of_its_lines(days: Days) -> None:
    append(days, note(ANNA, seen("/"), id_="old"))
    script = (
        "import sys; from pathlib import Path; from proxy.stores.journal.days import Days\n"
        "days = Days(Path(sys.argv[1]))\n"
        "for number in range(300): days.append({'2023-11-14': [sys.argv[2].replace('ID', str(number)).encode()]})"
    )
    line = written(note(BERT, seen("/"), id_="ID")).decode()
    with subprocess.Popen([sys.executable, "-c", script, str(days.folder), line], cwd=ROOT) as writer:
        while writer.poll() is None:
            append(days, note(ANNA, seen("/")))
            days.erase([ANNA])
    assert of(days) == [str(number) for number in range(300)]


def test_days_over_their_time_go_with_what_was_made_of_them(days: Days) -> None:
    append(days, *(note(ANNA, seen("/", NOON + day * DAY)) for day in range(3)))
    made = days.folder / "parquet" / "pages" / f"{TODAY}.parquet"
    made.parent.mkdir(parents=True)
    made.write_bytes(b"made of that day")
    days.trim(NOON + DAY)
    assert days.names() == ["2023-11-15", "2023-11-16"]
    assert not made.exists()


def test_a_full_disk_leaves_whole_lines(days: Days) -> None:
    append(days, note(ANNA, seen("/"), id_="1"))
    size = days.file(TODAY).stat().st_size
    script = (
        "import resource, signal, sys; from pathlib import Path; from proxy.stores.journal.days import Days\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))\n"
        "Days(Path(sys.argv[1])).append({'2023-11-14': [b'x' * 5000]})"
    )
    words = [sys.executable, "-c", script, str(days.folder), str(size + 100)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert b"JournalError" in ended.stderr
    assert days.file(TODAY).stat().st_size == size


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JournalError, match="cannot hold the journal"):
        Days(tmp_path / "file")
