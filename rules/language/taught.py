"""Reads what past visits taught, as site.yaml names it: made once for a file, however often the rules are loaded."""

from collections.abc import Mapping
from functools import lru_cache

from rules.catalogue import Catalogue
from rules.language.problem import nearest
from rules.language.scope import Scope
from rules.recommended import Recommended
from scoring.learned import LearnedError, read
from scoring.modelfile import ModelError, from_json
from scoring.recommend import Recommender
from scoring.trained import Trained


def recommended(scope: Scope, files: Mapping[str, bytes], catalogue: Catalogue) -> Recommended | None:
    """Return what `recommend` of site.yaml names, None when it names nothing or what is wrong with it was noted."""
    at = ("recommend", "file")
    raw = _named(scope, files, at, "learn")
    try:
        return Recommended.of(_recommender(raw), catalogue) if raw is not None else None
    except LearnedError as error:
        _broken(scope, at, "learn", error)
        return None


def trained(scope: Scope, files: Mapping[str, bytes]) -> Trained | None:
    """Return the model that `score` of site.yaml names, None when it names none or what is wrong with it was noted."""
    at = ("score", "model")
    raw = _named(scope, files, at, "train")
    try:
        return _model(raw) if raw is not None else None
    except ModelError as error:
        _broken(scope, at, "train", error)
        return None


def _named(scope: Scope, files: Mapping[str, bytes], at: tuple[str, str], command: str) -> bytes | None:
    """Return the file that a key of a key of site.yaml names; note it when it is not there."""
    value = scope.document.value
    text = value.get(at[0]) if isinstance(value, dict) else None
    name = text.get(at[1]) if isinstance(text, dict) else None
    if not isinstance(name, str):
        return None
    if name not in files:
        known = (file for file in files if file.endswith(".json"))
        told = f'there is no file "{name}" beside site.yaml: `devanture {command}` writes it. {nearest(name, known)}'
        scope.wrong(at, "missing-file", told)
    return files.get(name)


def _broken(scope: Scope, at: tuple[str, str], command: str, error: Exception) -> None:
    told = f"this is not what `devanture {command}` writes: {error}. Write it again, or put the older one back"
    scope.wrong(at, "broken-file", told)


@lru_cache(1)
def _model(raw: bytes) -> Trained:
    return from_json(raw)


@lru_cache(1)
def _recommender(raw: bytes) -> Recommender:
    """Rules change often, and what visits taught once a day."""
    return Recommender.of(read(raw))
