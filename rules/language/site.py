"""Compiles site.yaml: pages, elements, channels, segments, consent, and what the shop's own pages tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import BaseModel, TypeAdapter

from rules.attention import Attention
from rules.catalogue import Catalogue, Product
from rules.channels import Channel
from rules.decision import Element
from rules.language import privacy
from rules.language.measure import meanings, measures, offered, tiers
from rules.language.names import Named, Names
from rules.language.problem import nearest
from rules.language.scope import Scope
from rules.language.sitetext import (
    AddText,
    BehaviourText,
    CollectionText,
    FactText,
    ReadText,
    SiteText,
)
from rules.language.source import Path
from rules.language.template import Fragment
from rules.language.tree import condition
from rules.language.word import of_arrival
from rules.logic import leaves
from rules.pages import PageName
from rules.reading import AddRequest, Form, Reading, Readings, Source, Topic
from rules.rulebook import Mode, Site
from rules.url import OF_KEYS
from rules.watching import Watching
from scoring.trained import Trained

_SITE = TypeAdapter(SiteText)

_FORMS = {"items": Form.COUNT, "value": Form.MONEY}

_DECIMALS = {"1,234.56": ".", "1.234,56": ",", "1 234,56": ","}

CAMPAIGN_KEYS = frozenset(
    {
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
        "utm_id",
        "utm_source_platform",
        "utm_creative_format",
        "utm_marketing_tactic",
    }
)
"""Query keys of an arrival that are kept without being listed: the campaign's own, never a person's."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands beside site.yaml: compiled fragments, the rows of the feed (None when it cannot be read), a model."""

    fragments: Mapping[str, Fragment]
    products: tuple[Product, ...] | None = ()
    model: Trained | None = None


def feed_file(scope: Scope) -> tuple[str, Mapping[str, str]] | None:
    """Return the feed's file name and column names, None when there is none or site.yaml is too wrong to tell."""
    value = scope.document.value
    feed = value.get("feed") if isinstance(value, dict) else None
    if not isinstance(feed, dict) or not isinstance(feed.get("file"), str):
        return None
    columns = feed.get("columns")
    return feed["file"], columns if isinstance(columns, dict) else {}


def site(scope: Scope, parts: Parts) -> tuple[Site, Names]:
    """Return the site and the names that rules may use; what is wrong is noted in the scope."""
    text = scope.validated(_SITE, scope.document.value, (), SiteText)
    if text is None:
        return Site(), Names(fragments=parts.fragments)
    collections = {} if parts.products is None else _collections(scope, text.collections, parts.products)
    catalogue = Catalogue.of(parts.products or (), collections)
    names = replace(
        scope.names,
        pages=frozenset(text.pages),
        elements=_elements(scope, text),
        fragments=parts.fragments,
        catalogue=catalogue,
        currency=text.currency,
        zone=text.timezone,
        choices=offered(text.choices),
        tiers=tiers(text.loyalty),
        attention=_attention(scope, text),
        customers=text.crm is not None,
        pools={name: pool.compiled(name) for name, pool in text.codes.items()},
        webhooks={name: webhook.compiled(name) for name, webhook in text.webhooks.items()},
    )
    if text.crm is not None:
        _known_pages(scope, text.crm.id.on, ("crm", "id", "on"))
    watching = _watching(scope, text.behaviour, names.elements)
    names = replace(names, watched=None if watching is None else watching.names)
    scope.names = names
    names = _named_conditions(scope, text, names)
    kept = privacy.privacy(text.privacy)
    privacy.refuse_banned(scope, kept, "segments", text.segments)
    privacy.refuse_banned(scope, kept, "tags", text.tags)
    privacy.refuse_banned_tags(scope, kept, text.choices)
    compiled = Site(
        public_url=text.public_url,
        currency=text.currency,
        zone=names.zone,
        pages=tuple(PageName(name, page.path, page.query, page.fragment) for name, page in text.pages.items()),
        elements=names.elements,
        mode=Mode(text.consent.mode),
        cookies=privacy.cookies(text.consent),
        tcf=privacy.string(scope, text.consent),
        privacy=kept,
        readings=_readings(scope, text.read, text.number_format),
        catalogue=catalogue,
        kept_query=queried("landing.query", scope.document.value) | CAMPAIGN_KEYS,
        watching=watching,
        measures=measures(scope, text, parts.model),
        meanings=meanings(scope, text),
        segments={name: named.condition for name, named in names.segments.items()},
        attention=names.attention,
        customers=text.crm.compiled() if text.crm else None,
        codes=names.pools,
        webhooks=names.webhooks,
    )
    return compiled, names


def _elements(scope: Scope, text: SiteText) -> Mapping[str, Element]:
    elements: dict[str, Element] = {}
    for name, element in text.elements.items():
        _known_pages(scope, element.found_on, ("elements", name, "found_on"))
        elements[name] = Element(name, element.css, element.expect, frozenset(element.found_on))
    return elements


def _attention(scope: Scope, text: SiteText) -> Mapping[str, Attention]:
    found: dict[str, Attention] = {}
    for name, bounds in text.attention.items():
        _known_pages(scope, bounds.never_on, ("attention", name, "never_on"))
        found[name] = Attention(name, bounds.per_visit, bounds.per_week, frozenset(bounds.never_on))
    return found


def _watching(scope: Scope, text: BehaviourText | None, elements: Mapping[str, Element]) -> Watching | None:
    """Return what the browser is asked to tell, None where the site wants nothing put into its pages."""
    if text is None:
        return None
    _known_pages(scope, text.on, ("behaviour", "on"))
    for number, name in enumerate(text.elements):
        if name not in elements:
            path: Path = ("behaviour", "elements", number)
            at = path if path in scope.document.values else path[:2]
            scope.wrong(at, "unknown-element", f'there is no element "{name}". {nearest(name, elements)}')
    known = dict.fromkeys(name for name in text.elements if name in elements)
    return Watching(tuple(elements[name] for name in known), frozenset(text.on))


def _known_pages(scope: Scope, pages: Iterable[str], path: Path) -> None:
    named = scope.document.value["pages"]
    for number, page in enumerate(pages):
        if page not in named:
            at = (*path, number) if (*path, number) in scope.document.values else path
            scope.wrong(at, "unknown-page", f'there is no page "{page}". {nearest(page, named)}')


def _named_conditions(scope: Scope, text: SiteText, names: Names) -> Names:
    """Compile channels, then segments: a segment may ask for a channel or for a segment above it."""
    for name, value in text.channels.items():
        met = condition(scope, value, ("channels", name), f"channels.{name}")
        channel = Channel.of(name, met, lasts=all(of_arrival(leaf.word) for leaf in leaves(met)))
        names = scope.names = replace(names, channels={**names.channels, name: channel})
    for name, value in text.segments.items():
        named = Named(name, condition(scope, value, ("segments", name), f"segments.{name}"))
        names = scope.names = replace(names, segments={**names.segments, name: named})
    return names


def _collections(
    scope: Scope, texts: Mapping[str, CollectionText], products: tuple[Product, ...]
) -> Mapping[str, tuple[str, ...]]:
    known = {product.id for product in products}
    categories = {product.category for product in products}
    collections: dict[str, tuple[str, ...]] = {}
    for name, text in texts.items():
        for id_ in text.ids:
            if id_ not in known:
                scope.wrong(("collections", name, "ids"), "unknown-product", _not_in_feed("product", id_, known))
        for category in text.category:
            if category not in categories:
                at = ("collections", name, "category")
                scope.wrong(at, "unknown-category", _not_in_feed("category", category, categories))
        chosen = (*text.ids, *(product.id for product in products if product.category in text.category))
        collections[name] = tuple(dict.fromkeys(chosen))
    return collections


def _not_in_feed(kind: str, name: str, known: Iterable[str]) -> str:
    return f'the feed has no {kind} "{name}". {nearest(name, known)}'


def _readings(scope: Scope, text: ReadText, number_format: str) -> Readings:
    return Readings(
        product=_topics(scope, text.product, "product"),
        basket=_topics(scope, text.basket, "basket"),
        order=_topics(scope, text.order, "order"),
        search=_topics(scope, text.search, "search"),
        add=tuple(_add(scope, add, number) for number, add in enumerate(text.add)),
        decimal=_DECIMALS[number_format],
    )


def _topics(scope: Scope, texts: Iterable[BaseModel], about: str) -> tuple[Topic, ...]:
    topics: list[Topic] = []
    for number, text in enumerate(texts):
        path: Path = ("read", about, number) if ("read", about, number) in scope.document.values else ("read", about)
        pages = getattr(text, "on", [])
        _known_pages(scope, pages, (*path, "on"))
        topics.append(Topic(frozenset(pages), _facts(scope, text, path)))
    return tuple(topics)


def _facts(scope: Scope, text: BaseModel, path: Path) -> Mapping[str, Reading]:
    facts: dict[str, Reading] = {}
    for name, fact in text:
        if isinstance(fact, FactText):
            reading = _reading(scope, fact, name, (*path, name))
            if reading:
                facts[name] = reading
    return facts


def _reading(scope: Scope, fact: FactText, name: str, path: Path) -> Reading | None:
    places = [(source, getattr(fact, source.value)) for source in Source if getattr(fact, source.value) is not None]
    if len(places) != 1:
        scope.wrong(path, "wrong-value", "say one place to read it from: css, json_ld, path, query or form")
        return None
    source, key = places[0]
    return Reading(source, key, _FORMS.get(name, Form.TEXT), fact.attribute, fact.total)


def _add(scope: Scope, text: AddText, number: int) -> AddRequest:
    path: Path = ("read", "add", number) if ("read", "add", number) in scope.document.values else ("read", "add")
    refused = (text.refused.json_key, _json_text(text.refused.is_)) if text.refused else None
    return AddRequest(text.path, text.method, text.query, _facts(scope, text, path), refused)


def _json_text(value: str | bool | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def queried(word: str, value: object) -> frozenset[str]:
    """Return the query keys that any `landing.query` or `query` in a YAML value asks for: those alone are kept."""
    if isinstance(value, list):
        return frozenset[str]().union(*(queried(word, item) for item in value))
    if not isinstance(value, Mapping):
        return frozenset()
    found = frozenset[str]().union(*(queried(word, item) for item in value.values()))
    return found | _keys(value.get(word))


def _keys(asked: object) -> frozenset[str]:
    """Return the keys that one test of a query names, told from its operators as QueryTest tells them."""
    if isinstance(asked, Mapping) and not OF_KEYS.issuperset(asked):
        return frozenset(str(key) for key in asked)
    return _texts(asked)


def _texts(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, list):
        return frozenset(item for item in value if isinstance(item, str))
    if isinstance(value, Mapping):
        return frozenset[str]().union(*(_texts(item) for item in value.values()))
    return frozenset()
