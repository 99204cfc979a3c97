import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from proxy.providers.codefile import AT_REST, BLOCK, MOST_LINES, CodeFile, CodeFileError, CodeFiles, looked_through
from rules.codes import Pool

LONG_AGO = 1_000_000.0


def written(folder: Path, text: str | bytes, name: str = "codes.csv") -> Path:
    """Write a file that nobody has touched for long."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def codes(file: CodeFile) -> Sequence[str]:
    return [code for number in range(file.blocks) for code in file.block(number)]


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ("A\nB\nC\n", "", ["A", "B", "C"]),
        ("A\r\nB\r\n\r\n  C  ", "", ["A", "B", "C"]),
        ("\ufeffA\nB", "", ["A", "B"]),
        ("GRÜSSE-10%\na b,c;d", "", ["GRÜSSE-10%", "a b,c;d"]),
        ("", "", []),
        ('\ufeffNr;Coupon Code;Note\n1;A;x\n2;B\n3;;y\n4;"C;D";\n', "Coupon Code", ["A", "B", "C;D"]),
        ("code\nA\nB\n", "code", ["A", "B"]),
    ],
)
def test_every_line_is_a_code(tmp_path: Path, text: str, column: str, found: Sequence[str]) -> None:
    file = looked_through(written(tmp_path, text), column)
    assert codes(file) == found
    assert file.codes == len(found)


def test_a_long_file_is_read_in_blocks(tmp_path: Path) -> None:
    many = [f"{number:07}" for number in range(BLOCK * 3 + 1)]
    file = looked_through(written(tmp_path, "\n".join(many)))
    assert file.blocks == 4
    assert codes(file) == many
    assert file.block(2)[0] == many[BLOCK * 2]


def test_a_code_that_stands_there_twice_counts_once(tmp_path: Path) -> None:
    assert looked_through(written(tmp_path, "A\nB\nA\n")).codes == 2


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("A\n" + "x" * 65, "", "line 2 is no code"),
        ("A\nB\tC", "", "line 2 is no code"),
        (b"A\n\xff", "", "line 2 is not UTF-8"),
        ("x" * 20_000, "", "line 1 is too long"),
        ("a,b\n1,2", "c", 'there is no column "c": its columns are a, b'),
    ],
)
def test_what_is_no_pool_is_told(tmp_path: Path, text: str | bytes, column: str, told: str) -> None:
    with pytest.raises(CodeFileError, match=told):
        looked_through(written(tmp_path, text), column)


def test_a_million_codes_are_the_most(tmp_path: Path) -> None:
    with pytest.raises(CodeFileError, match="make a second pool"):
        looked_through(written(tmp_path, b"\n" * (MOST_LINES + 1)))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CodeFileError, match=r"codes\.csv cannot be read"):
        looked_through(tmp_path / "codes.csv")


def test_no_block_of_a_file_that_has_changed_is_taken_for_codes(tmp_path: Path) -> None:
    file = looked_through(written(tmp_path, "LONG-CODE\n" * 200))
    written(tmp_path, "OTHER\n" * 333)
    with pytest.raises(CodeFileError, match="has changed"):
        file.block(1)


async def test_a_file_is_looked_through_again_only_when_it_has_changed(tmp_path: Path) -> None:
    files, pool = CodeFiles(tmp_path, lambda: LONG_AGO + 60.0), Pool("p", "codes.csv")
    written(tmp_path, "A\n")
    first = await files.found(pool)
    assert await files.found(pool) is first
    written(tmp_path, "A\nB\n")
    assert (await files.found(pool)).codes == 2


async def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path, "A\nB-HA")
    with pytest.raises(CodeFileError, match="being written to"):
        await CodeFiles(tmp_path, lambda: LONG_AGO + AT_REST / 2).found(Pool("p", "codes.csv"))


async def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "site"
    link(inside, written(tmp_path, "A\n", "secret"))
    with pytest.raises(CodeFileError, match="leads out"):
        await CodeFiles(inside, lambda: LONG_AGO + 60.0).found(Pool("p", "codes.csv"))


def link(folder: Path, target: Path) -> None:
    folder.mkdir()
    (folder / "codes.csv").symlink_to(target)
