"""Names get shorter, and nothing else changes."""

import pytest

from proxy.shorten import shortened


@pytest.mark.parametrize(
    ("script", "short"),
    [
        ("const name = 1; f(name);", "const a = 1; f(a);"),
        ("let name; name ??= other.name;", "let a; a ??= other.name;"),
        ("const rare = 1; const often = rare; often(often);", "const b = 1; const a = b; a(a);"),
        ('const name = "name // name"; // name', 'const a = "name // name"; // name'),
        ("const list = [...list, list?.length];", "const a = [...a, a?.length];"),
        ("const name = x ? name : other;", "const a = x ? a : other;"),
        ("const a = 1; const name = b;", "const a = 1; const c = b;"),
        ("const act = (name, other) => name + other;", "const c = (a, b) => a + b;"),
        ("const LONG = 0.7; // seconds\nwait(LONG, LONG);", " // seconds\nwait(0.7, 0.7);"),
    ],
)
def test_what_is_declared_is_renamed_wherever_it_stands(script: str, short: str) -> None:
    assert shortened(script) == short


@pytest.mark.parametrize(
    "script",
    [
        "const name = { name: 1 };",
        "const name = 1; tell({ kind: 2, name });",
        "const f = ({ name }) => name; const name = 1;",
        "document.title = outer;",
    ],
)
def test_what_is_the_name_of_a_property_stays(script: str) -> None:
    assert shortened(script) == script
