import hashlib
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from proxy.preview import persona_of
from proxy.stores.keys import read_keys
from tests.support.commands import Terminal
from tests.support.shop import copied_site

PAGE = "http://127.0.0.1:8080/basket?a=1&b=2"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return copied_site(tmp_path / "site")


def test_a_link_carries_the_persona_and_leads_to_the_page(terminal: Terminal, site: Path) -> None:
    said = terminal("preview", PAGE, "--as", "uk-coupon", "--site", site)
    assert said.status == 0
    (line,) = said.lines
    parts = urlsplit(line)
    query = parse_qs(parts.query)
    assert (parts.netloc, parts.path) == ("127.0.0.1:8080", "/.devanture/preview/start")
    assert query["to"] == ["/basket?a=1&b=2"]
    keys = read_keys(site / "data" / "keys")
    carried = persona_of(keys, query["token"][0], time.time())
    assert carried is not None
    assert (carried["name"], carried["country"]) == ("A bargain hunter from London", "GB")


@pytest.mark.parametrize(
    ("words", "seconds"), [((), 7200), (("--for", "30 minutes"), 1800), (("--for", "2 days"), 172_800)]
)
def test_a_link_runs_out(terminal: Terminal, site: Path, words: tuple[str, ...], seconds: int) -> None:
    said = terminal("preview", PAGE, "--as", "uk", "--site", site, *words)
    keys, token = read_keys(site / "data" / "keys"), parse_qs(urlsplit(said.lines[0]).query)["token"][0]
    assert persona_of(keys, token, time.time() + seconds - 30) is not None
    assert persona_of(keys, token, time.time() + seconds + 1) is None


def test_the_keys_are_those_that_serve_uses(
    terminal: Terminal, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEVANTURE_DATA", str(tmp_path / "kept"))
    assert terminal("preview", PAGE, "--as", "uk", "--site", site).status == 0
    assert (tmp_path / "kept" / "keys").is_file()
    assert not (site / "data").exists()


def test_a_settings_file_names_the_site_and_the_prefix(terminal: Terminal, site: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(f"site = '{site}'\nprefix = '/ours/'\n")
    said = terminal("preview", PAGE, "--as", "uk", "--settings", tmp_path / "settings.toml")
    assert said.out.startswith("http://127.0.0.1:8080/ours/preview/start?token=")


@pytest.mark.parametrize("url", ["/basket", "nonsense", "ftp://shop.example/", "http://"])
def test_what_is_no_address_is_told(terminal: Terminal, site: Path, url: str) -> None:
    said = terminal("preview", url, "--as", "uk", "--site", site)
    assert said.status == 1
    assert said.out.startswith(f'"{url}" is no address: write one such as https://shop.example/basket')


@pytest.mark.parametrize("span", ["soon", "", "-1 hours", "2"])
def test_what_is_no_duration_is_told(terminal: Terminal, site: Path, span: str) -> None:
    said = terminal("preview", PAGE, "--as", "uk", "--site", site, f"--for={span}")
    assert said.status == 1
    assert "http" not in said.out
    assert said.out.strip()


def test_a_persona_that_is_not_there_is_told(terminal: Terminal, site: Path) -> None:
    said = terminal("preview", PAGE, "--as", "nobody", "--site", site)
    assert said.status == 1
    assert "there is no such persona; the site has: " in said.out


def test_a_persona_too_large_for_a_cookie_is_told(terminal: Terminal, site: Path) -> None:
    words = (hashlib.shake_256(bytes([number])).hexdigest(120) for number in range(20))
    lines = "".join(f"  - {{ page: product, category: {word} }}\n" for word in words)
    (site / "personas" / "large.yaml").write_text(f"name: Large\nviewed:\n{lines}")
    said = terminal("preview", PAGE, "--as", "large", "--site", site)
    assert said.status == 1
    assert "this persona is too large for a link: " in said.out


def test_keys_that_are_none_are_told(terminal: Terminal, site: Path) -> None:
    (site / "data").mkdir()
    (site / "data" / "keys").write_text("no keys")
    said = terminal("preview", PAGE, "--as", "uk", "--site", site)
    assert said.status == 1
    assert "does not hold our keys" in said.out
