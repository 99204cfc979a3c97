"""All that a rule may answer: edits as data, a verdict with its reason, and the decision that holds both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scoring.event import Event


class Op(StrEnum):
    """The closed set of changes to a page; a new action speaks in these eight and never adds one."""

    BEFORE = "before"
    PREPEND = "prepend"
    APPEND = "append"
    AFTER = "after"
    REPLACE = "replace"
    REMOVE = "remove"
    FILL = "fill"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, never markup: escaped for wherever they land."""

    value: str


@dataclass(frozen=True, slots=True)
class Html:
    """Markup of a fragment, its values already escaped."""

    markup: str


@dataclass(frozen=True, slots=True)
class Slices:
    """The page's own bytes in another order: the children that `item` meets, those whose key ranks first in front.

    A child's key is the attribute `attribute` of the child itself, or the text of the first `key` element in it.
    Keys are compared without regard to case; children with no ranked key keep their order behind the ranked.
    """

    item: str
    ranking: tuple[str, ...]
    attribute: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Changes to an attribute that is a list of words, such as `class`: some come in, some go, the others keep."""

    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """The element's own inline style without these properties; an element that has none of them keeps its bytes."""

    drop: tuple[str, ...]


Content = Text | Html | Slices | Tokens | Style


class Contract(StrEnum):
    """How many elements of a page a name must meet; a page that breaks it keeps the shop's bytes."""

    EXACTLY_ONE = "exactly_one"
    AT_LEAST_ONE = "at_least_one"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Element:
    """A part of the shop's pages that site.yaml names: `found_on` lists page names, empty for every page."""

    name: str
    css: str
    contract: Contract = Contract.AT_LEAST_ONE
    found_on: frozenset[str] = frozenset()


BODY = Element(":body", "body", Contract.EXACTLY_ONE)
"""The whole of a page that is seen; no element of site.yaml is named with a colon."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a page: `name` is the attribute of SET; SET without content removes the attribute."""

    element: Element
    op: Op
    content: Content | None = None
    name: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One thing that the browser waits for: a word of `when`, and what it was told, in JSON's own values.

    `events` names what ends the waiting, as a made-up visitor tells it (see happening.py); `line` is where it stands.
    """

    word: str
    told: Mapping[str, object] = field(default_factory=dict, hash=False)
    events: tuple[str, ...] = field(default=(), compare=False)
    line: int = field(default=0, compare=False)


Wait = tuple[tuple[Trigger, ...], ...]
"""Any of these lists, each whole: `when` as the browser waits for it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Edits of one rule that wait for something in the browser."""

    rule: str
    wait: Wait
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """One message to another system: `to` names a webhook of site.yaml, `about` says what happened, `told` the rest."""

    to: str
    about: str
    told: Mapping[str, object] = field(default_factory=dict, hash=False)


class Reason(StrEnum):
    """Why a rule acted or did not: closed, and every "no" has one."""

    APPLIED = "APPLIED"
    OTHERWISE = "OTHERWISE"
    NO_MATCH = "NO_MATCH"
    UNKNOWN_INPUT = "UNKNOWN_INPUT"
    OTHER_PAGE = "OTHER_PAGE"
    WAITING_FOR_MOMENT = "WAITING_FOR_MOMENT"
    HOLDOUT = "HOLDOUT"
    GLOBAL_HOLDOUT = "GLOBAL_HOLDOUT"
    CAPPED = "CAPPED"
    LOST_TO = "LOST_TO"
    CONSENT_MISSING = "CONSENT_MISSING"
    OUT_OF_SCHEDULE = "OUT_OF_SCHEDULE"
    DRAFT = "DRAFT"
    PAUSED = "PAUSED"
    SWITCHED_OFF = "SWITCHED_OFF"
    NOT_HTML = "NOT_HTML"
    UNSUPPORTED_CODING = "UNSUPPORTED_CODING"
    TOO_LARGE = "TOO_LARGE"
    TIMEOUT = "TIMEOUT"
    ELEMENT_MISSING = "ELEMENT_MISSING"
    ELEMENT_AMBIGUOUS = "ELEMENT_AMBIGUOUS"
    EDIT_REFUSED = "EDIT_REFUSED"
    RULE_ERROR = "RULE_ERROR"
    KILLED_BY_GUARD = "KILLED_BY_GUARD"

    @property
    def acts(self) -> bool:
        return self in (Reason.APPLIED, Reason.OTHERWISE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule: `detail` says the rest of the reason ("shown 3 days ago"), `outcomes` what it did.

    An outcome is a word of `expect` with its subject, such as ("shown", "promo_field"). `marks` are events that
    leave a mark with the visitor, `posts` messages to others.
    """

    rule: str
    reason: Reason
    detail: str = ""
    outcomes: tuple[tuple[str, str], ...] = ()
    marks: tuple[Event, ...] = ()
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer to one request: edits in the order they apply, one verdict for each rule, and what waits."""

    edits: tuple[Edit, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    moments: tuple[Moment, ...] = ()

    def refused(self, refusals: Mapping[str, tuple[Reason, str]]) -> "Decision":
        """Return this decision with the verdicts of rules whose edits the page did not take; their edits are out."""
        if not refusals:
            return self
        verdicts = (
            Verdict(verdict.rule, *refusals[verdict.rule]) if verdict.rule in refusals else verdict
            for verdict in self.verdicts
        )
        edits = tuple(edit for edit in self.edits if edit.rule not in refusals)
        moments = tuple(moment for moment in self.moments if moment.rule not in refusals)
        return Decision(edits, tuple(verdicts), moments)
