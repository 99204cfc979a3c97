"""The outbox in a file: what every outbox promises stands in test_letter.py."""

from pathlib import Path

from proxy.stores.outbox.file import FileOutbox
from proxy.stores.outbox.letter import KNOWN, MOST_DEAD, Letter, Sizes
from proxy.stores.outbox.sheet import Sheet
from tests.support.events import NOON


def letter(number: int, at: float = NOON) -> Letter:
    return Letter(f"msg_{number}", "crm", "anna", '"very-private"', at)


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_two_workers_of_one_machine_share_it(tmp_path: Path) -> None:
    sheets = [Sheet(tmp_path / "outbox.sqlite") for _ in range(2)]
    mine, theirs = map(FileOutbox, sheets)
    await mine.add([letter(1)])
    assert [each.id for each in await theirs.take("crm", NOON, NOON + 60, 5)] == ["msg_1"]
    assert list(await mine.take("crm", NOON, NOON + 60, 5)) == []
    for sheet in sheets:
        await sheet.close()


async def test_nothing_of_what_was_received_stays_in_the_files_but_its_id(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "outbox.sqlite")
    outbox = FileOutbox(sheet)
    await outbox.add([letter(1)])
    await outbox.done(letter(1))
    await sheet.close()
    assert b"very-private" not in bytes_of(tmp_path)
    assert b"msg_1" in bytes_of(tmp_path)


async def test_an_id_is_known_for_a_while_alone(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "outbox.sqlite")
    outbox = FileOutbox(sheet)
    await outbox.add([letter(1)])
    await outbox.done(letter(1))
    await outbox.add([letter(2, NOON + KNOWN + 1)])
    await outbox.add([letter(1, NOON + KNOWN + 1)])
    assert await outbox.sizes() == Sizes(waiting=2)
    await sheet.close()


async def test_of_dead_letters_the_newest_are_kept(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "outbox.sqlite")
    outbox = FileOutbox(sheet)
    await outbox.add([letter(number, NOON + number) for number in range(MOST_DEAD + 2)])
    assert await outbox.bury_older(NOON + MOST_DEAD + 2) == MOST_DEAD + 2
    dead = await outbox.dead()
    assert (len(dead), dead[0].letter.id, dead[-1].letter.id) == (MOST_DEAD, f"msg_{MOST_DEAD + 1}", "msg_2")
    await sheet.close()
