from collections.abc import Mapping
from pathlib import Path

import pytest

from proxy.notation import Endpoint
from proxy.settings import Settings, SettingsError, read, worker_environment
from proxy.store_url import FORMS

SHOP = "http://127.0.0.1:8081"


def reading(tmp_path: Path, arguments: Mapping[str, object] | None = None, toml: str = "") -> Settings:
    """Settings of a site in `tmp_path`, with more arguments and a settings file."""
    file = tmp_path / "devanture.toml"
    file.write_text(toml)
    return read({"upstream": SHOP, "site": str(tmp_path), **(arguments or {})}, file)


def refusal(tmp_path: Path, arguments: Mapping[str, object] | None = None, toml: str = "") -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        reading(tmp_path, arguments, toml)
    return refused.value.problems


def test_upstream_and_site_are_enough(tmp_path: Path) -> None:
    settings = reading(tmp_path)
    assert settings.listen == Endpoint("127.0.0.1", 8080)
    assert settings.store_url == f"sqlite:{tmp_path}/data/visitors.sqlite"
    assert settings.token_file == tmp_path / "data" / "admin-token"


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = "history = 1\nworkers = 1\npage_limit = 4096"
    monkeypatch.setenv("DEVANTURE_HISTORY", "2")
    monkeypatch.setenv("DEVANTURE_WORKERS", "2")
    settings = reading(tmp_path, {"history": "3"}, toml)
    assert (settings.history, settings.workers, settings.page_limit) == (3, 2, 4096)


def test_the_environment_can_name_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "devanture.toml"
    file.write_text(f'upstream = "{SHOP}"\nsite = "{tmp_path}"\ntrusted_hops = ["10.0.0.0/8"]')
    monkeypatch.setenv("DEVANTURE_SETTINGS", str(file))
    assert [str(hop) for hop in read({}).trusted_hops] == ["10.0.0.0/8"]


def test_every_kind_of_setting_can_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"upstream": SHOP, "site": str(tmp_path), "listen": "0.0.0.0:80", "admin": "[::1]:81", "workers": "2"}
    given |= {"hosts": "a.example,b.example", "trusted_hops": "10.0.0.0/8", "geo": __file__, "idle_timeout": "2.5"}
    for name, value in given.items():
        monkeypatch.setenv(f"DEVANTURE_{name.upper()}", value)
    settings = read({})
    assert (str(settings.listen), str(settings.admin), settings.workers) == ("0.0.0.0:80", "[::1]:81", 2)
    assert (settings.hosts, settings.idle_timeout) == (("a.example", "b.example"), 2.5)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert refusal(tmp_path, {"workers": "0", "store": "redis", "listen": "here"}) == (
        'listen on the command line: "here": must be a port, or a host and a port such as 127.0.0.1:8080 or [::]:8080',
        f'store on the command line: "redis": must be {", ".join(FORMS[:-1])} or {FORMS[-1]}; did you mean {FORMS[2]}?',
        'workers on the command line: "0": input should be greater than or equal to 1',
    )


def test_a_misspelt_setting_is_told_with_the_nearest_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVANTURE_WORKER", "2")
    assert refusal(tmp_path, toml='listn = "8080"') == (
        "DEVANTURE_WORKER in the environment is no setting; did you mean workers?",
        f"listn in {tmp_path}/devanture.toml is no setting; did you mean listen?",
    )


def test_variables_that_kubernetes_makes_are_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVANTURE_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("DEVANTURE_PORT", "tcp://10.0.0.1:80")
    assert reading(tmp_path).listen.port == 8080


def test_what_has_to_be_given_says_how(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read({"site": str(tmp_path)})
    (problem,) = refused.value.problems
    assert problem == (
        "upstream is not set (the shop, such as http://127.0.0.1:8081): "
        "give --upstream, DEVANTURE_UPSTREAM, or upstream in the settings file"
    )


def test_a_memory_store_is_not_shared_by_several_workers(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, {"store": "memory:", "workers": "2"})
    assert problem == "store memory: is one process's own; with several workers use sqlite:PATH, or workers 1"
    assert reading(tmp_path, {"store": "memory:"}).workers == 1


def test_a_password_of_the_store_is_never_shown(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, {"store": "redis://:secret@shop redis"})
    assert "secret" not in problem
    assert problem.startswith('store on the command line: "redis://***@shop redis": "shop redis" is no host and port')
    settings = reading(tmp_path, {"store": "redis://:secret@10.0.0.7", "workers": "2"})
    assert (settings.store_url, settings.store_shown) == ("redis://:secret@10.0.0.7", "redis://***@10.0.0.7")


def test_a_certificate_authority_needs_an_https_upstream(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    given = {"upstream_ca": str(tmp_path / "ca.pem"), "upstream_name": "shop.internal"}
    (problem,) = refusal(tmp_path, given)
    assert "https://" in problem
    assert reading(tmp_path, {**given, "upstream": "https://127.0.0.1"}).upstream_name == "shop.internal"


def test_files_and_folders_have_to_exist(tmp_path: Path) -> None:
    assert refusal(tmp_path, {"geo": "/nowhere.mmdb", "site": "/nowhere"}) == (
        'site on the command line: "/nowhere": must be a folder that exists',
        'geo on the command line: "/nowhere.mmdb": must be a file that exists',
    )


def test_a_mapped_host_needs_the_public_address(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, {"origin_host": "shop.internal"})
    assert problem == "origin_host is mapped to the public address, so it needs public_url"


def test_several_workers_count_in_one_folder(tmp_path: Path) -> None:
    assert reading(tmp_path).shared_counts is None
    assert reading(tmp_path, {"workers": "2"}).shared_counts == tmp_path / "data" / "counts"
    assert worker_environment(tmp_path)["PROMETHEUS_MULTIPROC_DIR"] == str(tmp_path)


def test_visitors_and_operators_do_not_share_a_port(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, {"listen": "9000", "admin": "9000"})
    assert problem == "listen and admin are both 127.0.0.1:9000; give them two ports"


@pytest.mark.parametrize("toml", ["a = 1\na = 2", "listen: 8080", "\x00"])
def test_a_file_that_is_not_toml_is_told(tmp_path: Path, toml: str) -> None:
    (problem,) = refusal(tmp_path, toml=toml)
    assert f"the settings file {tmp_path}/devanture.toml is not TOML" in problem


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        read({}, tmp_path / "devanture.toml")


@pytest.mark.parametrize(
    ("store", "journal", "folder", "streams"),
    [
        ("", "", "data/journal", False),
        ("", "elsewhere", "elsewhere", False),
        ("", "off", None, False),
        ("memory:", "", None, False),
        ("memory:", "elsewhere", "elsewhere", False),
        ("redis://127.0.0.1:6379", "", None, True),
        ("redis+cluster://127.0.0.1:6379", "stream", None, True),
        ("redis://127.0.0.1:6379", "elsewhere", "elsewhere", False),
        ("redis://127.0.0.1:6379", "off", None, False),
    ],
)
def test_the_journal_goes_by_the_store_unless_it_is_said(
    tmp_path: Path, store: str, journal: str, folder: str | None, streams: bool
) -> None:
    named = str(tmp_path / journal) if journal == "elsewhere" else journal
    settings = reading(tmp_path, {"store": store, "journal": named})
    assert settings.journal_streams == streams
    assert settings.journal_folder == (tmp_path / folder if folder else None)
    assert settings.days_folder == tmp_path / (folder or "data/journal")


def test_a_stream_needs_a_redis(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, {"journal": "stream"})
    assert "journal stream is one of Redis" in problem
