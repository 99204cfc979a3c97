"""Remembers for a while which login id a visitor had on the page before, where a page tells it and no cookie does."""

from collections import OrderedDict
from dataclasses import dataclass, field

_REMEMBERED = 10_000


@dataclass(slots=True)
class Logins:
    """Of one worker, and in memory alone: login ids by the store's id of the visitor; who came last stays longest."""

    _by_visitor: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def note(self, who: str, login: str) -> None:
        """Remember what a page told; "" is somebody who is logged in no more."""
        self.forget(who)
        if login:
            self._by_visitor[who] = login
        if len(self._by_visitor) > _REMEMBERED:
            self._by_visitor.popitem(last=False)

    def of(self, who: str) -> str:
        return self._by_visitor.get(who, "")

    def forget(self, who: str) -> None:
        self._by_visitor.pop(who, None)
