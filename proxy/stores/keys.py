"""Keeps the keys that sign our cookies in a file, made at the first start and rotated by a command."""

import json
import os
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from proxy.identify import LIFE
from proxy.seal import SECRET, Key, Keys

SETTLING = 10.0
"""Seconds from a rotation until the new key signs; workers look for one more often."""


class KeysError(Exception):
    """The file of keys cannot be read or written; the message says what to do."""


def read_keys(path: Path, clock: Callable[[], float] = time.time) -> Keys:
    """Return the keys of a file, readable by its owner alone; the first of several starting processes makes it."""
    return _settled(_stored(path), clock())


def _stored(path: Path) -> Keys:
    try:
        _made(path)
        return _keys(path.read_text("ascii"))
    except OSError as error:
        raise KeysError(f"{path} cannot hold our keys: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise KeysError(
            f"{path} does not hold our keys: restore it from a backup, or remove it and forget every visitor"
        ) from error


def rotate_keys(path: Path) -> Keys:
    """Sign with a new key from now on and believe the older ones; return the keys as they are now."""
    read_keys(path)
    beside = path.with_name(path.name + ".rotating")
    try:
        return _rotated(path, beside)
    except FileExistsError as error:
        raise KeysError(f"{beside} is there: another rotation is under way, or remove what is left of one") from error
    except OSError as error:
        raise KeysError(f"{path} cannot hold our keys: {error.strerror}") from error


def _settled(keys: Keys, now: float) -> Keys:
    """Believe a new key at once, and sign with it when every worker has had the time to read it."""
    if not keys.older or now >= keys.current.since + SETTLING:
        return keys
    return replace(keys, current=keys.older[0], older=(keys.current, *keys.older[1:]))


def _rotated(path: Path, beside: Path) -> Keys:
    with ExitStack() as undo:
        # the new file is opened before the old one is read: it is the lock that keeps two rotations from losing a key
        with _new(beside) as file:
            undo.callback(beside.unlink)
            keys = _stored(path).rotated(secrets.token_bytes(SECRET), int(time.time()), LIFE)
            _write(file, keys)
        beside.replace(path)
        undo.pop_all()
    return keys


def _made(path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    now = int(time.time())
    current, pseudonym = (Key(secrets.token_bytes(SECRET), now) for _ in range(2))
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with _new(beside) as file:
            _write(file, Keys(current, pseudonym))
        # a link appears whole or, when another process was first, not at all
        path.hardlink_to(beside)
    except FileExistsError:
        return
    finally:
        beside.unlink(missing_ok=True)


def _new(path: Path) -> TextIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii")


def _write(file: TextIO, keys: Keys) -> None:
    signing = [_told(key) for key in (keys.current, *keys.older)]
    file.write(json.dumps({"signing": signing, "pseudonym": _told(keys.pseudonym)}))
    file.flush()
    os.fsync(file.fileno())


def _told(key: Key) -> dict[str, object]:
    return {"secret": b64encode(key.secret).decode(), "since": key.since}


def _keys(text: str) -> Keys:
    told = json.loads(text)
    current, *older = (_key(one) for one in told["signing"])
    return Keys(current, _key(told["pseudonym"]), tuple(older))


def _key(told: dict[str, object]) -> Key:
    secret = b64decode(str(told["secret"]), validate=True)
    if len(secret) != SECRET:
        raise ValueError("a key of another length")
    return Key(secret, int(str(told["since"])))
