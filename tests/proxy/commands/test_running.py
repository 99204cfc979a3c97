"""How a process runs, as far as it concerns persons."""

from pathlib import Path

from proxy.commands.running import running_of
from proxy.processing import Running
from proxy.settings import read

SHOP = "http://shop.internal"


def running(folder: Path, **settings: object) -> Running:
    return running_of(read({"upstream": SHOP, "site": str(folder), **settings}))


def test_what_is_set_is_told(tmp_path: Path) -> None:
    found = running(tmp_path, access_log="/var/log/shop", address_bits="16", keep_days="90", traces="otlp")
    assert (found.origin, found.access_log, found.address_bits, found.days) == (SHOP, "/var/log/shop", 16, 90)
    assert (found.traces, found.journal, found.spool) == ("otlp", str(tmp_path / "data" / "journal"), "")


def test_who_tells_the_weather_is_told(tmp_path: Path) -> None:
    places = {"geo": str(Path(__file__).parents[2] / "data" / "geo" / "GeoIP2-City-Test.mmdb")}
    assert running(tmp_path, weather="open-meteo", **places).weather == "Open-Meteo, which tells the weather"
    assert running(tmp_path, weather="http://weather.internal", **places).weather == "http://weather.internal"
    assert running(tmp_path).weather == ""


def test_passwords_are_not(tmp_path: Path) -> None:
    found = running(tmp_path, store="redis://me:secret@10.0.0.7:6379/0")
    assert "secret" not in str(found)
    assert found.spool.endswith("spool.sqlite")
    assert found.journal.startswith("a stream in redis://")


def test_what_is_off_is_none(tmp_path: Path) -> None:
    found = running(tmp_path, access_log="off", journal="off")
    assert (found.access_log, found.journal, found.traces, found.geo) == ("", "", "", "")
