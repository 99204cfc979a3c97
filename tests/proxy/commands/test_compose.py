import ssl
from collections.abc import Mapping
from pathlib import Path

import pytest

from proxy.commands.compose import compose
from proxy.settings import SettingsError, read
from proxy.stores import StoreError
from proxy.stores.keys import KeysError
from tests.support.door import heard, open_door, request, write_site
from tests.support.origin import ok, scripted
from tests.support.tree import ROOT

TLS = ROOT / "tests" / "data" / "tls"


def composing(tmp_path: Path, **settings: object) -> None:
    given = {"upstream": "http://127.0.0.1:9", "site": str(write_site(tmp_path)), "store": "memory:", **settings}
    compose(read(given))


async def test_a_first_start_makes_what_has_to_be_kept(tmp_path: Path) -> None:
    composing(tmp_path, store="")
    made = {file.name for file in (tmp_path / "data").iterdir()}
    assert {"keys", "admin-token", "visitors.sqlite"} <= made


def tls_of_the_shop() -> ssl.SSLContext:
    """A server's context for the name shop.internal, by an authority that only tests know."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "shop.pem")
    return context


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({"upstream_ca": TLS / "authority.pem", "upstream_name": "shop.internal"}, 200),
        ({"upstream_ca": TLS / "authority.pem"}, 502),
        ({"upstream_name": "shop.internal"}, 502),
    ],
)
async def test_an_https_shop_needs_its_own_authority_and_name(
    tmp_path: Path, settings: Mapping[str, object], status: int
) -> None:
    async with (
        scripted([ok(b"fine")], tls=tls_of_the_shop()) as origin,
        open_door(origin.url.replace("http:", "https:"), tmp_path, **settings) as door,
    ):
        assert (await heard(door.port, request("/x.png"))).status == status


async def test_an_authority_has_to_be_certificates(tmp_path: Path) -> None:
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
