"""One style for all pages that a command writes, which asks for nothing from anywhere."""

from scoring.sheet import STYLE


def test_the_style_fetches_nothing() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
