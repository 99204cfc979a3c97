import pytest

from tests.support.words import DAY, FORGOTTEN, answer, arrived, person, refused, seen

MAIL = person(
    arrived(ago=9 * DAY, utm_medium="cpc", utm_term="boots"), arrived(utm_medium="Email", utm_campaign="spring-2026")
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("utm.medium", "email"),
        ("utm.medium", ["cpc", "email"]),
        ("utm.campaign", {"starts_with": "spring"}),
        ("utm.campaign", {"not": "summer"}),
        ("utm.term", ""),
        ("utm.term", {"not": "boots"}),
    ],
)
def test_the_parameter_of_this_visits_arrival_is_met(name: str, value: object) -> None:
    assert answer(name, value, MAIL) == "yes"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("utm.medium", "cpc"),
        ("utm.term", "boots"),
        ("utm.campaign", "spring"),
        ("utm.campaign", ""),
        ("utm.medium", {"not": "email"}),
    ],
)
def test_the_parameter_of_this_visits_arrival_is_not_met(name: str, value: object) -> None:
    assert answer(name, value, MAIL) == "no"


@pytest.mark.parametrize("value", ["email", "", {"not": "email"}])
def test_a_parameter_is_unknown_where_the_arrival_is(value: object) -> None:
    assert answer("utm.medium", value, FORGOTTEN) == "unknown"


def test_a_parameter_that_does_not_exist_is_refused_with_the_nearest() -> None:
    assert refused("utm.medum", "email") == {
        "unknown-campaign-parameter": 'there is no campaign parameter "medum". Did you mean "medium"?'
    }


def test_the_trace_tells_the_parameter() -> None:
    assert seen("utm.medium", "cpc", MAIL) == "utm.medium = Email"
    assert seen("utm.term", "cpc", MAIL) == "utm.term = none"
    assert seen("utm.term", "cpc", FORGOTTEN) == "the past is not known"
