from pathlib import Path

import pytest

from proxy.edge.token import TokenError, read_token


def test_the_first_start_makes_a_token_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "data" / "admin-token"
    token = read_token(file)
    assert len(token) >= 32
    assert read_token(file) == token
    assert file.stat().st_mode & 0o077 == 0
    assert [kept.name for kept in file.parent.iterdir()] == ["admin-token"]


def test_an_operators_own_token_counts(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("correct horse battery staple\n")
    assert read_token(tmp_path / "token") == "correct horse battery staple"


def test_a_token_that_anybody_guesses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("admin\n")
    with pytest.raises(TokenError, match="16 or more"):
        read_token(tmp_path / "token")


def test_a_place_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match=f"{tmp_path} cannot hold the admin token"):
        read_token(tmp_path)
