"""Keeps the admin token in a file, made at the first start and readable by its owner alone."""

import os
import secrets
from pathlib import Path


class TokenError(Exception):
    """The file of the admin token cannot be read or made; the message says why."""


def read_token(file: Path) -> str:
    try:
        _made(file)
        token = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TokenError(f"{file} cannot hold the admin token: {error}") from error
    if len(token) < 16:
        raise TokenError(f"{file} holds a token of {len(token)} characters; 16 or more are needed")
    return token


def _made(file: Path) -> None:
    """Make the file whole or not at all: another process may read it the moment it is there."""
    if file.exists():
        return
    file.parent.mkdir(exist_ok=True)
    beside = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as made:
            made.write(secrets.token_urlsafe(32) + "\n")
        file.hardlink_to(beside)
    except FileExistsError:
        return
    finally:
        beside.unlink(missing_ok=True)
