from pathlib import Path

import pytest

from proxy.commands.personas import found, persona, written
from rules.language.problem import RulebookError
from tests.support.shop import SITE

CODES = "name: Sent by a code site\nlanding: /?utm_medium=coupon\n"


@pytest.mark.parametrize("name", ["uk-coupon", "uk-coupon.yaml", "personas/uk-coupon.yaml"])
def test_a_persona_is_found_by_its_name_in_the_site(name: str) -> None:
    assert persona(name, SITE).name == "A bargain hunter from London"


def test_a_file_named_from_here_comes_before_the_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "uk-coupon").write_text(CODES)
    monkeypatch.chdir(tmp_path)
    assert found("uk-coupon", SITE) == Path("uk-coupon")
    assert persona("uk-coupon", SITE).name == "Sent by a code site"


def test_a_file_without_a_name_lends_its_own(tmp_path: Path) -> None:
    (tmp_path / "nobody.yaml").write_text("")
    assert persona(str(tmp_path / "nobody.yaml"), SITE).name == "nobody"


def test_what_is_written_is_what_a_link_carries(tmp_path: Path) -> None:
    (tmp_path / "codes.yaml").write_text(CODES)
    told = written(str(tmp_path / "codes.yaml"), SITE)
    assert told == {"name": "Sent by a code site", "landing": "/?utm_medium=coupon"}


def wrong(name: str) -> str:
    with pytest.raises(RulebookError) as told:
        persona(name, SITE)
    return str(told.value)


def test_a_persona_that_is_not_there_is_told_with_those_that_are() -> None:
    said = wrong("uk-copuon")
    assert said.startswith("uk-copuon:1:1  error  missing-file\n")
    assert "there is no such persona; the site has: " in said
    assert "uk-coupon" in said


def test_everything_wrong_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text("name: Odd\ncountry: GX\nvisits: many\nshoes: 2\n")
    said = wrong(str(file))
    assert f"{file}:2:10  error" in said
    assert f"{file}:3:9  error" in said
    assert f"{file}:4:1  error" in said
    assert "shoes" in said


@pytest.mark.parametrize("text", ["- a list", "just words", "name: [", "\tname: x", "name: a\nname: b"])
def test_a_file_that_is_no_persona_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(text)
    assert wrong(str(file)).startswith(f"{file}:")


def test_a_file_in_another_charset_is_told(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_bytes("name: Zoë\n".encode("cp1252"))
    assert "save the file as UTF-8" in wrong(str(file))


def test_a_folder_is_no_persona() -> None:
    assert "there is no such persona" in wrong("personas")
