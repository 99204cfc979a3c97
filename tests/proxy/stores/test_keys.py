import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from proxy.seal import Keys, opened, sealed
from proxy.stores.keys import SETTLING, KeysError, read_keys, rotate_keys


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_first_start_makes_them_and_the_next_finds_them(tmp_path: Path) -> None:
    path = tmp_path / "data" / "keys"
    assert read_keys(path) == read_keys(path)
    assert names(tmp_path / "data") == ["keys"]


def test_two_sites_have_two_keys(tmp_path: Path) -> None:
    first, second = read_keys(tmp_path / "a"), read_keys(tmp_path / "b")
    assert len({first.current.secret, first.pseudonym.secret, second.current.secret, second.pseudonym.secret}) == 4


def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    read_keys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rotate_keys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_workers_that_start_together_agree(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: read_keys(path), range(64)))
    assert all(keys == found[0] for keys in found)
    assert names(tmp_path) == ["keys"]


def later() -> float:
    return time.time() + SETTLING + 1


def test_a_new_key_is_believed_before_it_signs(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    old = read_keys(path)
    new = rotate_keys(path)
    assert sealed(read_keys(path), "visitor", b"v") == sealed(old, "visitor", b"v")
    assert opened(read_keys(path), "visitor", sealed(new, "visitor", b"v"))
    assert sealed(read_keys(path, later), "visitor", b"v") == sealed(new, "visitor", b"v")


def test_rotation_forgets_nobody(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    tokens = []
    for _ in range(4):
        keys = rotate_keys(path)
        assert keys == read_keys(path, later)
        tokens.append(sealed(keys, "visitor", b"v"))
    assert all(opened(read_keys(path), "visitor", token) for token in tokens)
    assert names(tmp_path) == ["keys"]


def test_rotations_at_once_lose_no_key(tmp_path: Path) -> None:
    path = tmp_path / "keys"

    def rotated(_: int) -> Keys | None:
        try:
            return rotate_keys(path)
        except KeysError:
            return None

    with ThreadPoolExecutor(8) as pool:
        done = [keys for keys in pool.map(rotated, range(32)) if keys]
    assert all(opened(read_keys(path), "visitor", sealed(keys, "visitor", b"v")) for keys in done)
    assert done


def test_a_rotation_under_way_is_named(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    keys = read_keys(path)
    (tmp_path / "keys.rotating").touch()
    with pytest.raises(KeysError, match=r"keys\.rotating is there"):
        rotate_keys(path)
    assert read_keys(path) == keys


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"signing": [], "pseudonym": {}}', "\xff", '"signing"', '{"signing": 1}']
)
def test_a_file_that_holds_none_is_named_and_left(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys"
    path.write_text(text, "latin-1")
    with pytest.raises(KeysError, match="does not hold our keys"):
        read_keys(path)
    assert path.read_text("latin-1") == text


def test_a_short_key_is_none(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    read_keys(path)
    path.write_text(path.read_text().replace('"secret": "', '"secret": "AAAA', 1).replace("=", "", 1))
    with pytest.raises(KeysError):
        read_keys(path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeysError, match="cannot hold our keys"):
        read_keys(tmp_path / "missing" / "folder" / "keys")
    with pytest.raises(KeysError, match="cannot hold our keys"):
        read_keys(tmp_path)
