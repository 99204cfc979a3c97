from pathlib import Path

import pytest

from rules.language.load import MAX_FILE, files, inspect, load
from rules.language.problem import RulebookError
from tests.support.folder import SITE, draft, place

RULES = draft("do: [ { hide: header } ]")


def site(folder: Path, rules: str = RULES) -> Path:
    (folder / "site.yaml").write_text(SITE)
    (folder / "rules.yaml").write_text(rules)
    (folder / "fragments").mkdir()
    (folder / "fragments" / "hello.html").write_text("<p>Hello</p>")
    return folder


def unreadable(folder: Path) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        files(folder)
    return [place(problem) for problem in caught.value.problems]


def test_a_folder_is_loaded(tmp_path: Path) -> None:
    assert [rule.id for rule in load(site(tmp_path)).rules] == ["r"]


def test_all_errors_of_a_folder_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as caught:
        load(site(tmp_path, "- id: r\n  do: [ { hid: header } ]\n"))
    assert [place(problem) for problem in caught.value.problems] == [
        "rules.yaml:1:3 missing",
        "rules.yaml:2:11 unknown-word",
    ]


def test_warnings_stop_nothing(tmp_path: Path) -> None:
    warned = site(tmp_path, draft('do: [ { text: { in: header, say: "You viewed boots" } } ]'))
    assert [problem.code for problem in inspect(warned).problems] == ["indiscreet"]
    assert len(load(warned).rules) == 1


def test_only_what_a_rulebook_is_made_of_is_read(tmp_path: Path) -> None:
    site(tmp_path)
    for name in [
        "notes.txt",
        "products.csv",
        "visits.json",
        "visits.json.new",
        "more.yml",
        "personas/a.yaml",
        "fragments/deep/a.html",
        ".git/a.yaml",
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    yaml, other = ["more.yml", "rules.yaml", "site.yaml"], ["fragments/hello.html", "products.csv", "visits.json"]
    assert sorted(files(tmp_path)) == sorted([*yaml, *other])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert unreadable(tmp_path / "nowhere")[0].endswith("missing-folder")
    assert unreadable(site(tmp_path) / "site.yaml")[0].endswith("missing-folder")


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("secret")
    inside = tmp_path / "site"
    inside.mkdir()
    (site(inside) / "more.yaml").symlink_to(tmp_path / "secret.yaml")
    assert unreadable(inside) == ["more.yaml:1:1 unreadable-file"]


def test_links_that_stay_inside_are_followed_as_kubernetes_lays_them(tmp_path: Path) -> None:
    (tmp_path / "..data").mkdir()
    (tmp_path / "..data" / "site.yaml").write_text(SITE)
    (tmp_path / "site.yaml").symlink_to(Path("..data") / "site.yaml")
    assert list(files(tmp_path)) == ["site.yaml"]


def test_a_file_that_is_too_large_is_told(tmp_path: Path) -> None:
    with (site(tmp_path) / "products.csv").open("wb") as feed:
        feed.truncate(MAX_FILE + 1)
    assert unreadable(tmp_path) == ["products.csv:1:1 unreadable-file"]


def test_every_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).symlink_to("/dev/../etc/hostname")
    assert unreadable(tmp_path) == ["a.yaml:1:1 unreadable-file", "b.yaml:1:1 unreadable-file"]


def test_a_name_in_no_charset_is_still_a_name(tmp_path: Path) -> None:
    site(tmp_path)
    (tmp_path / "\udce9.yaml").write_text("")
    assert "?.yaml" in files(tmp_path)
    assert inspect(tmp_path).problems == ()
