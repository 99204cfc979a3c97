"""Names that an operator banned."""

import pytest

from rules.privacy import Privacy

BANNED = Privacy(banned=("children", "*pregnan*", "health_*"))


@pytest.mark.parametrize("name", ["children", "Children", "maybe_pregnant", "health_anxious"])
def test_a_banned_name_is_told_by_its_pattern(name: str) -> None:
    assert BANNED.bans(name) in BANNED.banned


@pytest.mark.parametrize("name", ["childrens_books", "healthy", "bargain_hunter", ""])
def test_other_names_are_not(name: str) -> None:
    assert BANNED.bans(name) == ""


def test_nothing_is_banned_by_itself() -> None:
    assert Privacy().bans("children") == ""
