from pathlib import Path

import pytest

from proxy.commands.compose import compose
from proxy.settings import SettingsError, read
from proxy.stores import StoreError
from proxy.stores.keys import KeysError
from tests.support.door import write_site


def composing(tmp_path: Path, **settings: object) -> None:
    given = {"upstream": "http://127.0.0.1:9", "site": str(write_site(tmp_path)), "store": "memory:", **settings}
    compose(read(given))


async def test_a_first_start_makes_what_has_to_be_kept(tmp_path: Path) -> None:
    composing(tmp_path, store="")
    made = {file.name for file in (tmp_path / "data").iterdir()}
    assert {"keys", "admin-token", "visitors.sqlite"} <= made


async def test_https_is_spoken_with_the_shops_own_authority(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(SettingsError, match="must be certificates in PEM"):
        composing(tmp_path, upstream="https://127.0.0.1:9", upstream_ca=str(tmp_path / "ca.pem"))


async def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="access_log"):
        composing(tmp_path, access_log=str(tmp_path))
    with pytest.raises(StoreError):
        composing(tmp_path, store="sqlite:/nowhere/at/all.sqlite")
    (tmp_path / "keys").write_text("no keys")
    with pytest.raises(KeysError):
        composing(tmp_path, keys=str(tmp_path / "keys"))
