from rules.countries import COUNTRIES


def test_every_country_of_iso_3166_has_one_name() -> None:
    assert len(COUNTRIES) == 249
    assert len(set(COUNTRIES.values())) == 249
    assert all(len(code) == 2 and code.isupper() and name.strip() == name for code, name in COUNTRIES.items())


def test_names_are_those_that_people_use() -> None:
    assert COUNTRIES["GB"] == "United Kingdom"
    assert COUNTRIES["NO"] == "Norway"
    assert COUNTRIES["CI"] == "Côte d'Ivoire"


def test_codes_that_iso_does_not_give_are_none() -> None:
    assert not {"UK", "EU", "XX", "EN"} & COUNTRIES.keys()
