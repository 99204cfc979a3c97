import pytest

from tests.support.fragments import faults, said, sound


@pytest.mark.parametrize(
    "text",
    [
        "{{ place.city }}",
        "{{ values.anything_at_all }}",
        "{{ place.city | default('you') | upper }}",
        "{{ 'a' if place.city else 'b' }}",
        "{% if place.country in ['GB', 'IE'] and not search or basket.items == 2 %}a{% endif %}",
        "{% if 1 < basket.value <= 50 %}a{% endif %}",
        "{% if products | length > 2 %}a{% endif %}",
        "{% for p in products %}{% if loop.first %}{{ p.price }}{% endif %}{% else %}none{% endfor %}",
    ],
)
def test_the_small_language_is_enough(text: str) -> None:
    assert sound(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ search() }}",
        "{{ search.upper() }}",
        "{{ search['a'] }}",
        "{{ search[0:3] }}",
        "{{ 1 + 1 }}",
        "{{ 'a' * 1000000000 }}",
        "{{ -basket.items }}",
        "{{ 2 ** 2 }}",
        "{{ 'a' ~ search }}",
        "{{ {'a': 1} }}",
        "{{ [1, 2] }}",
        "{{ search is string }}",
        "{{ products }}",
        "{{ products | upper }}",
        "{{ 'a' if search }}",
        "{% set a = 1 %}",
        "{% include 'a' %}",
        "{% extends 'a' %}",
        "{% import 'a' as b %}",
        "{% macro a() %}{% endmacro %}",
        "{% block a %}{% endblock %}",
        "{% filter upper %}a{% endfilter %}",
        "{% with %}{% endwith %}",
        "{% autoescape false %}{{ search }}{% endautoescape %}",
        "{% for p in products %}{% for q in products %}{% endfor %}{% endfor %}",
        "{% for p in search %}{% endfor %}",
        "{% for p in [1, 2] %}{% endfor %}",
        "{% for p in products if p %}{% endfor %}",
        "{% for p in products recursive %}{% endfor %}",
        "{% for a, b in products %}{% endfor %}",
        "{% if place.city > 5 %}a{% endif %}",
        "{% if basket.value > 'a' %}a{% endif %}",
    ],
)
def test_all_else_of_jinja_is_refused(text: str) -> None:
    assert "not-allowed" in {code for code, _ in faults(text)}


@pytest.mark.parametrize(
    "name",
    [
        "place.contry",
        "place",
        "place.city.name",
        "basket.__class__",
        "search.__class__",
        "values",
        "values.a.b",
        "loop.index",
        "range",
        "self",
        "page.price",
    ],
)
def test_a_value_that_nobody_knows_is_marked(name: str) -> None:
    assert faults("<p>{{ " + name + " }}</p>") == [("unknown-value", name)]


def test_the_nearest_value_is_named() -> None:
    assert said("{{ place.contry }}") == ['there is no value "place.contry". Did you mean "place.country"?']
    assert said("{% for it in products %}{{ it.titel }}{% endfor %}") == [
        'there is no value "it.titel". Did you mean "it.title"?'
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ search | safe }}", "unknown-filter"),
        ("{{ search | attr('a') }}", "unknown-filter"),
        ("{{ search | replace('a', 'b') }}", "unknown-filter"),
        ("{{ search | default }}", "wrong-filter"),
        ("{{ search | upper(1) }}", "wrong-filter"),
        ("{{ search | truncate('a') }}", "wrong-filter"),
        ("{{ search | truncate(0) }}", "wrong-filter"),
        ("{{ search | truncate(length=5) }}", "wrong-filter"),
        ("{{ search | default(*products) }}", "wrong-filter"),
    ],
)
def test_only_the_filters_of_the_docs_are_known(text: str, code: str) -> None:
    assert code in {found for found, _ in faults(text)}
