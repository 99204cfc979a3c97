"""Compiles `consent` and `privacy` of site.yaml, and refuses names of groups that the operator banned."""

from collections.abc import Iterable, Mapping

from rules.language.measuretext import OptionText
from rules.language.privacytext import ConsentText, CookieText, PrivacyText, SayingText, TcfText
from rules.language.scope import Scope
from rules.privacy import ConsentCookie, ConsentString, Grain, Privacy, Saying

STORAGE = 1
"""The purpose of the TCF that lets anything be kept on or read from the device."""


def cookies(text: ConsentText) -> tuple[ConsentCookie, ...]:
    return tuple(_cookie(each) for each in text.cookie)


def string(scope: Scope, text: ConsentText) -> ConsentString | None:
    """Return how the TC string is read, None where the shop has none."""
    if text.tcf is None:
        return None
    found = _string(text.tcf)
    for purpose, needed in found.purposes.items():
        if STORAGE not in needed:
            message = (
                f"our cookie is kept on the visitor's device, which is purpose {STORAGE}: let `{purpose}` need it too"
            )
            scope.warn(("consent", "tcf", purpose), "tcf-storage", message)
    return found


def privacy(text: PrivacyText) -> Privacy:
    return Privacy(text.do_not_track, Grain(text.place), tuple(text.ban_segments), text.price_by_profile)


def refuse_banned(scope: Scope, kept: Privacy, key: str, names: Iterable[str]) -> None:
    """Note each of these groups whose name says that it is about children, health or what else the operator banned."""
    for name in names:
        pattern = kept.bans(name)
        if pattern:
            message = f'`privacy: ban_segments` forbids {key} named "{pattern}"'
            scope.wrong_key((key, name), "banned-segment", message)


def refuse_banned_tags(scope: Scope, kept: Privacy, choices: Mapping[str, Mapping[str, OptionText]]) -> None:
    """Note each option whose tag is named so."""
    for name, options in choices.items():
        for option, how in options.items():
            if pattern := kept.bans(how.tag or ""):
                message = f'`privacy: ban_segments` forbids tags named "{pattern}"'
                scope.wrong(("choices", name, option, "tag"), "banned-segment", message)


def _cookie(text: CookieText) -> ConsentCookie:
    purposes = text.__pydantic_extra__ or {}
    return ConsentCookie(text.name, {purpose: _saying(saying) for purpose, saying in purposes.items()})


def _saying(text: SayingText) -> Saying:
    equals = text.is_
    if isinstance(equals, bool):
        equals = str(equals).lower()
    return Saying(text.has, text.at, None if equals is None else str(equals))


def _string(text: TcfText) -> ConsentString:
    purposes = {purpose: frozenset(needed) for purpose, needed in (text.__pydantic_extra__ or {}).items()}
    return ConsentString(text.cookie, purposes, text.vendor, text.days)
