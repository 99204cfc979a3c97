"""Writes the month's journal and the shop's feed, as a month of serving would have."""

import csv
import shutil
from pathlib import Path

from benchmarks.month.people import CATEGORIES, SHELF, price, product, visits
from proxy.journal import written
from proxy.stores.journal.days import Days, day_of

BEGIN = 1_790_812_800.0
"""The first of October 2026, at midnight UTC."""

DAYS = 30
SITE = Path(__file__).parent / "files"


def write(folder: Path, people: int) -> None:
    """Make the folder a site with a journal, and print how much is in it."""
    shutil.copytree(SITE, folder, dirs_exist_ok=True)
    _feed(folder / "products.csv")
    days = Days(journal_of(folder))
    pages = visited = size = 0
    for _, comers in visits(people, DAYS, BEGIN):
        notes = sorted((note for visit in comers for note in visit.notes()), key=lambda note: note.at)
        lines: dict[str, list[bytes]] = {}
        for note in notes:
            lines.setdefault(day_of(note.at), []).append(written(note))
        days.append(lines)
        visited += len(comers)
        pages += sum(note.page is not None for note in notes)
        size += sum(len(line) for day in lines.values() for line in day)
    print(f"{people} visitors, {visited} visits, {pages} pages, {size / 1e6:.0f} MB of notes")


def journal_of(folder: Path) -> Path:
    found = folder / "data" / "journal"
    found.parent.mkdir(parents=True, exist_ok=True)
    return found


def _feed(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "title", "link", "price", "product_type"))
        for category in range(CATEGORIES):
            for place in range(SHELF):
                id_ = product(category, place)
                rows.writerow((id_, f"Thing {id_}", f"/p/{id_}", f"{price(id_)} EUR", f"shelf {category}"))
