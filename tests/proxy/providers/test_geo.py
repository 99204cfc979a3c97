"""Places of addresses: every case of the test databases, files that change, and files that are none."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.providers.geo import Geo
from rules.context import Place

DATA = Path(__file__).parents[2] / "data" / "geo"
CITY, COUNTRY = DATA / "GeoIP2-City-Test.mmdb", DATA / "GeoLite2-Country-Test.mmdb"
BRITISH = "81.2.69.160"


class Expected(TypedDict, total=False):
    continent: str
    country: str
    subdivision: list[str]
    city: str
    time_zone: str


class Case(TypedDict):
    db: str
    ip: str
    expect: Expected


def cases() -> list[Case]:
    return [json.loads(line) for line in (DATA / "cases.jsonl").read_text("utf-8").splitlines()]


def expected(expect: Expected) -> Place:
    return Place(
        continent=expect.get("continent"),
        country=expect.get("country"),
        region=expect.get("subdivision", [None])[0],
        city=expect.get("city"),
        zone=expect.get("time_zone"),
    )


def test_a_spot_is_no_finer_than_half_a_degree() -> None:
    assert Geo(CITY).spot(BRITISH) == (51.5, 0.0)
    assert Geo(CITY).spot(f"::ffff:{BRITISH}") == (51.5, 0.0)


@pytest.mark.parametrize("address", ["127.0.0.1", "", "nonsense"])
def test_who_is_in_no_database_is_at_no_spot(address: str) -> None:
    assert Geo(CITY).spot(address) is None


def test_a_country_database_knows_no_spot() -> None:
    assert Geo(COUNTRY).spot(BRITISH) is None


@pytest.fixture(scope="module")
def databases() -> Mapping[str, Geo]:
    return {path.stem: Geo(path) for path in DATA.glob("*.mmdb")}


def replaced(path: Path, content: bytes) -> None:
    """Overwrite the file in place, with a time of its own, as if a while had passed."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_bytes(content)
    os.utime(path, ns=(before + 10**9, before + 10**9))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "geo.mmdb"
    path.write_bytes(CITY.read_bytes())
    return path


def test_every_case_of_the_city_and_country_databases_is_right(databases: Mapping[str, Geo]) -> None:
    wrong = [case for case in cases() if databases[case["db"]].place(case["ip"]) != expected(case["expect"])]
    assert not wrong
    assert len(cases()) == 343


@pytest.mark.parametrize("database", ["GeoIP2-City-Test", "GeoLite2-City-Test"])
def test_a_british_address_is_in_london(databases: Mapping[str, Geo], database: str) -> None:
    assert databases[database].place(BRITISH) == Place("EU", "GB", "ENG", "London", "Europe/London")


def test_a_country_database_knows_no_city(databases: Mapping[str, Geo]) -> None:
    assert databases["GeoLite2-Country-Test"].place(BRITISH) == Place("EU", "GB")


def test_the_region_is_the_largest_subdivision(databases: Mapping[str, Geo]) -> None:
    assert databases["GeoIP2-City-Test"].place("2.125.160.217").region == "ENG"


def test_where_a_network_is_registered_is_not_where_it_is(databases: Mapping[str, Geo]) -> None:
    assert databases["GeoIP2-City-Test"].place("89.160.20.113").country == "SE"
    assert databases["GeoIP2-City-Test"].place("2a02:d500::1").country is None


def test_an_ipv4_address_wrapped_into_ipv6_is_the_same_address(databases: Mapping[str, Geo]) -> None:
    assert databases["GeoIP2-City-Test"].place(f"::ffff:{BRITISH}").country == "GB"


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1", "::1", "10.0.0.1", "203.0.113.9", "fe80::1%eth0", "unknown", "1.2.3", "81.2.69.160:80"]
)
def test_what_is_no_known_address_is_unknown(databases: Mapping[str, Geo], address: str) -> None:
    assert databases["GeoIP2-City-Test"].place(address) == Place()


@pytest.mark.parametrize("content", [b"", b"no database", CITY.read_bytes()[:-3_000], CITY.read_bytes()[:5_000]])
def test_a_malformed_file_makes_every_place_unknown(copy: Path, content: bytes) -> None:
    copy.write_bytes(content)
    geo = Geo(copy)
    assert geo.place(BRITISH) == Place()
    assert "geo.mmdb is not used" in geo.problem


def test_a_missing_file_is_the_same(tmp_path: Path) -> None:
    geo = Geo(tmp_path / "none.mmdb")
    assert geo.place(BRITISH) == Place()
    assert "No such file" in geo.problem


def test_a_database_of_something_else_says_what_it_is() -> None:
    geo = Geo(DATA / "GeoLite2-ASN-Test.mmdb")
    assert geo.place(BRITISH) == Place()
    assert geo.problem.endswith("it is a GeoLite2-ASN database, and a City or Country database is needed")


def test_a_changed_file_is_read_anew(copy: Path) -> None:
    geo = Geo(copy)
    assert geo.place(BRITISH).city == "London"
    replaced(copy, COUNTRY.read_bytes())
    geo.refresh()
    assert geo.place(BRITISH) == Place("EU", "GB")


def test_a_file_moved_into_its_place_is_read_anew(copy: Path, tmp_path: Path) -> None:
    geo = Geo(copy)
    new = tmp_path / "new.mmdb"
    new.write_bytes(COUNTRY.read_bytes())
    new.rename(copy)
    geo.refresh()
    assert geo.place(BRITISH).city is None


def test_an_unchanged_file_keeps_its_memory(copy: Path) -> None:
    geo = Geo(copy)
    before = geo.place(BRITISH)
    geo.refresh()
    assert geo.place(BRITISH) is before


def test_a_file_that_becomes_malformed_keeps_the_old_database_and_is_told_once(
    copy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    geo = Geo(copy)
    replaced(copy, b"half a file")
    for _ in range(3):
        geo.refresh()
    assert geo.place(BRITISH).city == "London"
    assert geo.problem
    assert len(caplog.records) == 1
    replaced(copy, COUNTRY.read_bytes())
    geo.refresh()
    assert geo.place(BRITISH) == Place("EU", "GB")
    assert not geo.problem


def test_a_file_that_is_taken_away_keeps_the_old_database(copy: Path) -> None:
    geo = Geo(copy)
    away = copy.rename(copy.with_suffix(".away"))
    geo.refresh()
    assert geo.place(BRITISH).city == "London"
    assert geo.problem
    away.rename(copy)
    geo.refresh()
    assert not geo.problem


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, CITY.stat().st_size - 1), st.binary(min_size=1, max_size=8)), max_size=40))
def test_no_damage_to_the_file_is_ever_an_error(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, bytes]]
) -> None:
    content = bytearray(CITY.read_bytes())
    for offset, junk in damage:
        content[offset : offset + len(junk)] = junk
    path = tmp_path_factory.mktemp("geo") / "geo.mmdb"
    path.write_bytes(content)
    geo = Geo(path)
    for case in cases()[:40]:
        assert isinstance(geo.place(case["ip"]), Place)
