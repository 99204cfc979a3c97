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
    value = scope.document.value
    text = value.get("recommend") if isinstance(value, dict) else None
    name = text.get("file") if isinstance(text, dict) else None
    if not isinstance(name, str):
        return None
    if name not in files:
        known = (file for file in files if file.endswith(".json"))
        message = f'there is no file "{name}" beside site.yaml: `devanture learn` writes it. {nearest(name, known)}'
        scope.wrong(("recommend", "file"), "missing-file", message.strip())
        return None
    try:
        return Recommended.of(_recommender(files[name]), catalogue)
    except LearnedError as error:
        message = f"{name} is not what `devanture learn` writes: {error}. Write it again, or put the older one back"
        scope.wrong(("recommend", "file"), "broken-file", message)
        return None


def trained(scope: Scope, files: Mapping[str, bytes]) -> Trained | None:
    """Return the model that `score` of site.yaml names, None when it names none or what is wrong with it was noted."""
    value = scope.document.value
    text = value.get("score") if isinstance(value, dict) else None
    name = text.get("model") if isinstance(text, dict) else None
    if not isinstance(name, str):
        return None
    if name not in files:
        known = (file for file in files if file.endswith(".json"))
        message = f'there is no file "{name}" beside site.yaml: `devanture train` writes it. {nearest(name, known)}'
        scope.wrong(("score", "model"), "missing-file", message.strip())
        return None
    try:
        return _model(files[name])
    except ModelError as error:
        scope.wrong(("score", "model"), "broken-file", f"{name} is not what `devanture train` writes: {error}")
        return None


@lru_cache(1)
def _model(raw: bytes) -> Trained:
    return from_json(raw)


@lru_cache(1)
def _recommender(raw: bytes) -> Recommender:
    """Rules change often, and what visits taught once a day."""
    return Recommender.of(read(raw))
