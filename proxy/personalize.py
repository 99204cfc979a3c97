"""Decides and rewrites one page: values in, an outcome out; serving, explaining and previewing are one thing."""

import math
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from proxy import track
from proxy.aside import aside
from proxy.asked import prefetches
from proxy.body import Body, encoded, opened, refusal
from proxy.browser_client import CLIENT, METAS, NONE, Carried, Client, hooked
from proxy.caching import private
from proxy.charset import Charset
from proxy.csp import policies
from proxy.facts import Facts, context, told
from proxy.headers import identified, personal
from proxy.hosts import Hosts
from proxy.html.known import Bodies, Meeting
from proxy.html.links import Links
from proxy.html.read import Reader
from proxy.html.rewrite import Rewriter, Rewritten
from proxy.html.shelf import Family
from proxy.message import Page, every, first
from proxy.needed import needed
from proxy.press import Press
from proxy.ribbon import ribbon
from proxy.track import Asked
from rules.codes import Wish
from rules.context import Context
from rules.customers import LOGIN
from rules.decide import decide
from rules.decision import Decision, Edit, Moment, Reason, Verdict
from rules.giving import wishes
from rules.reading import Reading
from rules.rulebook import Rulebook
from scoring.event import Event, Kind
from scoring.visitor import Visitor

REMEMBERED = 64 * 2**20
"""Bytes of bodies and plans that one process keeps, where nobody says."""

_FOR_EVERYBODY = frozenset({Reason.OTHER_PAGE, Reason.DRAFT, Reason.PAUSED, Reason.SWITCHED_OFF})
"""Reasons that do not depend on who asks."""

_FORBIDDEN = (Reason.EDIT_REFUSED, "a policy of this page does not allow our script")

_UNSEEN = Body(b"", Charset("utf-8"))
"""The body of a page that streams past, since there is nothing in it to look for."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one page: `met` counts the elements that each acting rule met, `events` are what is to be kept.

    `missing` names the rules that found no element where site.yaml says that there is one. `meeting` tells how the body
    was met, None where nobody looked into it. `client` tells whether our script is in it, "" where it need not be.
    `login` is the login id that it tells, "" for nobody's, None where it was not looked for.
    `wishes` are codes that are to be fetched for this visitor.
    """

    page: Page
    context: Context
    decision: Decision
    met: Mapping[str, int] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    before: bytes = b""
    after: bytes = b""
    unread: Reason | None = None
    missing: frozenset[str] = frozenset()
    meeting: Meeting | None = None
    client: str = ""
    login: str | None = None
    wishes: tuple[Wish, ...] = ()


@dataclass(slots=True)
class Personalizer:
    """The HTML engine with its caches, and the limits of what is opened; `prefix` is where our own files are.

    `hosts` maps the shop's own links, where it has to be asked by its own name. `ticket` gives one to a visitor for a
    path and a Unix time. Something may stand around `decide` and `rewrite`.
    """

    bodies: Bodies
    rewriter: Rewriter
    reader: Reader
    links: Links
    press: Press
    page_limit: int
    prefix: str
    hosts: Hosts | None = None
    client: Client | None = None
    ticket: Callable[[str, str, float], str] | None = None
    decide: Callable[[Context, Rulebook], Decision] = decide
    rewrite: Callable[[bytes, Charset, Sequence[Edit]], Rewritten] = field(init=False)

    def __post_init__(self) -> None:
        self.rewrite = self.rewriter.rewrite

    @classmethod
    def of(cls, page_limit: int, prefix: str, hosts: Hosts | None = None, memory: int = REMEMBERED) -> "Personalizer":
        """Return one whose parts share what they worked out about the shop's last bodies, in `memory` bytes."""
        bodies, press = Bodies(memory * 3 // 4), Press(memory // 4)
        return cls(bodies, Rewriter(bodies), Reader(bodies), Links(bodies), press, page_limit, prefix, hosts)

    def needs(self, it: Asked, facts: Facts, rulebook: Rulebook) -> bool:
        """Tell whether the body of a page has to be looked into."""
        return self.hosts is not None or needed(it, facts, rulebook)

    def outcome(self, it: Asked, rulebook: Rulebook, facts: Facts, page: Page) -> Outcome:
        body = self._opened(it, page)
        if page.body is None and body is Reason.TOO_LARGE and not self.needs(it, facts, rulebook):
            body = _UNSEEN
        family = Family(it.request.path, tuple(named.name for named in it.pages), page.status)
        readings = {**track.on_page(it), **METAS} if facts.ticket else track.on_page(it)
        read, apart = _apart(self._read(it, body, readings, family))
        happened = track.events(it, page, read, facts.now)
        known = told(it, facts, read, happened)
        seen = context(it, facts, known)
        if isinstance(body, Reason):
            refused = Decision(verdicts=tuple(Verdict(rule.id, body) for rule in rulebook.rules))
            page = page if it.request.navigation else aside(it.head, rulebook, page)
            return Outcome(_owed(page, facts), seen, refused, events=_kept(it, facts, known.happened), unread=body)
        decided = decision = self.decide(seen, rulebook)
        needing = hooked(decision.edits) if decision.edits and self.client is not None else NONE
        if decision.moments and self.client is not None:
            needing = needing.union(moment.rule for moment in decision.moments)
        client: tuple[Edit, ...] = ()
        if facts.ticket or needing:
            metas = apart.metas if facts.ticket else self._metas(it, body, family)
            client = self._client(it, facts, page, (decision.moments, metas))
            decision = decision if client or not needing else decision.refused(dict.fromkeys(needing, _FORBIDDEN))
        own = (*self._ribbon(it, facts, page, decision), *client)
        edits = () if body is _UNSEEN else (*decision.edits, *own)
        html = self.links.mapped(body.html, body.charset, self.hosts) if self.hosts else body.html
        if edits and not ((readings or needing) and html is body.html):
            self.bodies.meet(html, body.charset, replace(family, mapped=html is not body.html))
        rewritten = self.rewrite(html, body.charset, edits)
        refusals = {**_nowhere(decision, rewritten), **rewritten.refused}
        final = decision.refused({**_kept_out(needing, rewritten), **refusals} if needing else refusals)
        return Outcome(
            page=_owed(self._closed(it, page, body, rewritten) or _guarded(it, page, final), facts),
            context=seen,
            decision=final,
            met=rewritten.touched,
            events=(*_kept(it, facts, known.happened), *_left(it, final, rewritten, facts)),
            before=body.html,
            after=rewritten.html,
            missing=frozenset(rule for rule, why in rewritten.refused.items() if why[0] is Reason.ELEMENT_MISSING),
            meeting=self.bodies.meeting(html) if edits or readings else None,
            client=_fate(client, rewritten) if facts.ticket or needing else "",
            login=apart.login if LOGIN in readings else None,
            wishes=_wished(it, facts, (decided, final, seen), rulebook) if rulebook.site.codes else (),
        )

    def _opened(self, it: Asked, page: Page) -> Body | Reason:
        reason = refusal(page.status, page.headers)
        if reason is None and not (it.request.navigation or any(named.fragment for named in it.pages)):
            reason = Reason.NOT_HTML
        if reason is None and page.body is None:
            reason = Reason.TOO_LARGE
        return reason or opened(page, self.page_limit, self.press.opened)

    def _closed(self, it: Asked, page: Page, body: Body, rewritten: Rewritten) -> Page | None:
        """With nothing changed there is no page of ours: the shop's own bytes go out, in the shop's own coding."""
        if rewritten.html == body.html:
            return None
        raw, coding = encoded(rewritten.parts, first(it.head.headers, b"accept-encoding"), self.press)
        return Page(page.status, personal(page.headers, coding, len(raw)), page.reason, raw)

    def _ribbon(self, it: Asked, facts: Facts, page: Page, decision: Decision) -> tuple[Edit, ...]:
        if facts.persona is None:
            return ()
        allowed = policies(page.headers, f"{it.head.scheme}://{it.request.host}")
        return ribbon(facts.persona, decision, self.prefix, allowed)

    def _client(
        self, it: Asked, facts: Facts, page: Page, told: tuple[tuple[Moment, ...], tuple[str, ...]]
    ) -> tuple[Edit, ...]:
        """Return the edit that puts our script in, with what waits; `told` holds that and the page's own policies.

        Of a page with several policies of its own not all are known.
        """
        moments, metas = told
        if self.client is None or len(metas) > 1:
            return ()
        watching = it.site.watching if facts.ticket else None
        watched = watching.on_pages(it.names) if watching is not None else None
        said = (*every(page.headers, b"content-security-policy"), *metas)
        ticket = facts.ticket or self._ticket(it, facts)
        carried = Carried(ticket, watched, moments, asks="when" in it.site.asks)
        edit = self.client.edit(carried, f"{it.head.scheme}://{it.request.host}", said)
        return () if edit is None else (edit,)

    def _ticket(self, it: Asked, facts: Facts) -> str:
        """Return a ticket for a page that is not watched but may tell what became of a rule on it."""
        if not facts.who or self.ticket is None:
            return ""
        return self.ticket(facts.who, track.target(it.request, it.site), facts.now)

    def _metas(self, it: Asked, body: Body, family: Family) -> tuple[str, ...]:
        return _apart(self._read(it, body, METAS, family))[1].metas

    def _read(
        self, it: Asked, body: Body | Reason, readings: Mapping[str, Reading], family: Family
    ) -> Mapping[str, str]:
        asked = track.in_request(it)
        if isinstance(body, Reason) or not readings:
            return asked
        self.bodies.meet(body.html, body.charset, family)
        return {**self.reader.read(body.html, body.charset, readings, it.site.readings.decimal), **asked}


def _nowhere(decision: Decision, rewritten: Rewritten) -> Mapping[str, tuple[Reason, str]]:
    """A rule whose elements may be missing, and are, did nothing: it is not said to have acted."""
    editing = {edit.rule for edit in decision.edits}
    missing = (Reason.ELEMENT_MISSING, "none of its elements is on this page")
    return {rule: missing for rule in editing if not rewritten.touched.get(rule)}


def _kept_out(needing: AbstractSet[str], rewritten: Rewritten) -> Mapping[str, tuple[Reason, str]]:
    """Where the page does not take our script, the rules that need it can do nothing."""
    if CLIENT not in rewritten.refused:
        return {}
    why = Reason.EDIT_REFUSED, f"our script does not come into this page: {rewritten.refused[CLIENT][1]}"
    return dict.fromkeys(needing, why)


@dataclass(frozen=True, slots=True)
class _Apart:
    """What a page tells and no event may hold: its own policy, and who is logged in, which is kept nowhere."""

    metas: tuple[str, ...]
    login: str


def _apart(read: Mapping[str, str]) -> tuple[Mapping[str, str], _Apart]:
    """Return the facts of a page, and apart from them what is none."""
    apart = _Apart(tuple(read[name] for name in METAS if name in read), read.get(LOGIN, ""))
    if not apart.metas and not apart.login:
        return read, apart
    return {name: fact for name, fact in read.items() if name not in METAS and name != LOGIN}, apart


def _fate(client: tuple[Edit, ...], rewritten: Rewritten) -> str:
    if not client:
        return "forbidden"
    return "put in" if rewritten.touched.get(CLIENT) else "refused"


def _guarded(it: Asked, page: Page, decision: Decision) -> Page:
    """Where a rule could have acted for somebody, no shared cache may hand this visitor's version to the next.

    Nor may it where our script could have come in.
    """
    same_for_all = not it.is_watched and all(verdict.reason in _FOR_EVERYBODY for verdict in decision.verdicts)
    return page if same_for_all else page.with_headers(private(page.headers))


def _owed(page: Page, facts: Facts) -> Page:
    return page.with_headers(identified(page.headers, facts.cookies)) if facts.cookies else page


def _kept(it: Asked, facts: Facts, happened: tuple[Event, ...]) -> tuple[Event, ...]:
    """Nothing is kept of a visitor without consent, of a preview, or of a page that nobody has looked at yet."""
    if not facts.who or facts.persona is not None or prefetches(it.head):
        return ()
    return track.news(happened, facts.visitor)


def _wished(
    it: Asked, facts: Facts, decided: tuple[Decision, Decision, Context], rulebook: Rulebook
) -> tuple[Wish, ...]:
    """Return the codes to fetch for somebody who has come back with our cookie, so that no program empties a pool.

    Where a page forbids our script the code is fetched all the same: the next page shows it without.
    """
    first, final, seen = decided
    if not facts.who or facts.visitor in (None, Visitor()) or facts.persona is not None or prefetches(it.head):
        return ()
    refused = {
        verdict.rule: (verdict.reason, verdict.detail)
        for verdict in final.verdicts
        if not verdict.reason.acts and (verdict.reason, verdict.detail) != _FORBIDDEN
    }
    return tuple(wishes(first.refused(refused), seen, rulebook, math.inf))


def _left(it: Asked, decision: Decision, rewritten: Rewritten, facts: Facts) -> tuple[Event, ...]:
    """Return what rules leave with the visitor: that they were shown, and their marks."""
    if not facts.who or facts.persona is not None or prefetches(it.head):
        return ()
    shown = (
        Event(Kind.SHOWN, verdict.rule, facts.now)
        for verdict in decision.verdicts
        if verdict.reason is Reason.APPLIED and (rewritten.touched.get(verdict.rule) or verdict.marks or verdict.posts)
    )
    return (*shown, *(mark for verdict in decision.verdicts if verdict.marks for mark in verdict.marks))
