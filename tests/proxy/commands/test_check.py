import re
from pathlib import Path

import pytest

from tests.support.commands import Terminal
from tests.support.process import free_port
from tests.support.shop import SITE, copied_site

FAULTLESS = r"\d+ rules, \d+ expectations: 0 errors, 0 warnings"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return copied_site(tmp_path / "site")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_site_without_faults_is_one_line(terminal: Terminal) -> None:
    said = terminal("check", SITE)
    assert (said.status, said.err) == (0, "")
    assert re.fullmatch(FAULTLESS, said.out.rstrip("\n"))


def test_everything_wrong_is_told_at_once_and_where(terminal: Terminal, site: Path) -> None:
    edit(site / "home.yaml", "page: home }\n  consent", "page: hmoe }\n  consent")
    edit(site / "reassure.yaml", "geo.country: GB", "geo.contry: GB")
    said = terminal("check", site)
    assert said.status == 1
    assert "home.yaml:6:18  error  unknown-page\n" in said.out
    assert '      |                  ^^^^ there is no page "hmoe". Did you mean "home"?\n' in said.out
    assert "reassure.yaml:10:9  error  " in said.out
    assert "geo.country" in said.out
    assert said.lines[-1].endswith(": 2 errors, 0 warnings")


def test_an_expectation_that_fails_is_an_error(terminal: Terminal, site: Path) -> None:
    edit(site / "coupon.yaml", "{ shown: promo_field }", "{ hidden: promo_field }")
    said = terminal("check", site)
    assert said.status == 1
    assert "coupon.yaml:21:23  error  expectation-failed\n" in said.out


def test_a_warning_passes(terminal: Terminal, site: Path, shop: str) -> None:
    edit(site / "site.yaml", "elements:\n", 'elements:\n  number: { found_on: thanks, css: "#order-number" }\n')
    said = terminal("check", site, "--upstream", shop)
    assert said.status == 0
    assert "site.yaml:14:3  warning  page-unseen\n" in said.out
    assert said.lines[-1].endswith(": 0 errors, 1 warning")


@pytest.mark.parametrize("text", ["- id: [", "\t- id: a", "- id: a\n  id: b\n"])
def test_a_file_that_is_no_yaml_is_told(terminal: Terminal, site: Path, text: str) -> None:
    (site / "new.yaml").write_text(text)
    said = terminal("check", site)
    assert said.status == 1
    assert "new.yaml:" in said.out


def test_a_folder_that_is_not_there_is_told(terminal: Terminal, tmp_path: Path) -> None:
    said = terminal("check", tmp_path / "nowhere")
    assert said.status == 1
    assert "there is no such folder" in said.out
    assert said.lines[-1] == "nothing was checked: 1 error, 0 warnings"


def test_the_shops_own_pages_prove_the_elements(terminal: Terminal, shop: str) -> None:
    said = terminal("check", SITE, "--upstream", shop)
    assert said.status == 0
    assert f"200 {shop}/" in said.lines
    assert re.fullmatch(FAULTLESS, said.lines[-1])


def test_an_element_that_the_shop_does_not_have_is_an_error(terminal: Terminal, site: Path, shop: str) -> None:
    edit(site / "site.yaml", "tr.voucher-row", "tr.vuocher-row")
    said = terminal("check", site, "--upstream", shop)
    assert said.status == 1
    assert f"^^^^^^^^^^^ tr.vuocher-row is on {shop}/basket nowhere; it says exactly_one\n" in said.out
    assert said.lines[-1].endswith(": 1 error, 0 warnings")


def test_a_site_with_errors_does_not_trouble_the_shop(terminal: Terminal, site: Path) -> None:
    edit(site / "reassure.yaml", "geo.country: GB", "geo.country: UK")
    said = terminal("check", site, "--upstream", f"http://127.0.0.1:{free_port()}")
    assert said.status == 1
    assert "does not answer" not in said.out


def test_a_shop_that_is_not_there_is_told(terminal: Terminal) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    said = terminal("check", SITE, "--upstream", url)
    assert (said.status, said.out) == (1, f"{url}/ does not answer: connection refused\n")


@pytest.mark.parametrize("url", ["nonsense", "127.0.0.1:8081", "http://[::1"])
def test_an_upstream_that_is_no_address_is_told(terminal: Terminal, url: str) -> None:
    said = terminal("check", SITE, "--upstream", url)
    assert (said.status, said.out) == (1, f'"{url}" is no address: write one such as https://shop.example/basket\n')
