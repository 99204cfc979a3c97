"""Makes keys for tests: the same letter gives the same key."""

from proxy.seal import SECRET, Key, Keys


def key(letter: str = "k", since: int = 0) -> Key:
    return Key(letter.encode() * SECRET, since)


def keys(*letters: str) -> Keys:
    """Return keys of which the first letter's signs."""
    current, *older = (key(letter) for letter in letters or "k")
    return Keys(current, key("p"), tuple(older))
