"""Keeps what each receiver of webhooks shares with us, in a file of its own, made when it is first needed."""

import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error
from pathlib import Path

from proxy.sending import Secret

PREFIX = "whsec_"
"""How Standard Webhooks writes a secret; what follows is base64."""

_BYTES = 32
_LEAST = 16
_SCHEMES = ("Basic ", "Bearer ")


class SecretsError(Exception):
    """The secret of a receiver cannot be read or made; the message says what to do."""


def path_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.secret"


def read_secret(folder: Path, name: str) -> Secret:
    """Return the secret of a receiver, readable by its owner alone; who asks first makes it."""
    path = path_of(folder, name)
    try:
        if not path.exists():
            _make(path)
        return _read(path.read_text("ascii"))
    except OSError as error:
        raise SecretsError(f"{path} cannot hold the secret of {name}: {error.strerror}") from error
    except (ValueError, Error) as error:
        told = f"one {PREFIX}... a line, and at most one line `Basic NAME:PASSWORD` or `Bearer TOKEN`"
        raise SecretsError(f"{path} is no secret of a webhook: it holds {told}") from error


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{PREFIX}{b64encode(secrets.token_bytes(_BYTES)).decode()}\n")
            file.flush()
            os.fsync(file.fileno())
        # a link appears whole or, when another process was first, not at all
        path.hardlink_to(beside)
    except FileExistsError:
        return
    finally:
        beside.unlink(missing_ok=True)


def _read(text: str) -> Secret:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    logins = [line for line in lines if line.startswith(_SCHEMES)]
    signing = tuple(_key(line) for line in lines if line not in logins)
    if not signing or len(logins) > 1:
        raise ValueError("another number of lines")
    return Secret(signing, _authorization(logins[0]) if logins else "")


def _key(line: str) -> bytes:
    key = b64decode(line.removeprefix(PREFIX), validate=True)
    if not line.startswith(PREFIX) or len(key) < _LEAST:
        raise ValueError("too short")
    return key


def _authorization(line: str) -> str:
    """Return the header's value: a name and a password are written as they are, and sent as RFC 7617 says."""
    scheme, _, rest = line.partition(" ")
    return f"Basic {b64encode(rest.strip().encode()).decode()}" if scheme == "Basic" else line
