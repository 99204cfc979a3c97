"""The account of what a journal knows: text for a terminal, and one HTML page with pictures; it claims no cause."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined

from scoring.sheet import STYLE

Row = Mapping[str, object]
Rows = Sequence[Row]

CAVEAT = (
    "These figures tell what came after a rule was shown, not what came of it: "
    "whoever meets a rule differs from whoever does not, with or without it."
)

_WIDE = 420
"""Pixels of the longest bar."""


@dataclass(frozen=True, slots=True)
class Pages:
    """On how many pages a rule waited for its moment, on how many it acted, and why it mostly did neither."""

    waited: int = 0
    acted: int = 0
    silent: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one rule was to teach, and what was seen: `standing` is its status, or "gone" when no file has it any more.

    `figures` is its row of the rules, None where it was never shown.
    """

    rule: str
    name: str
    learn: str
    standing: str
    figures: Row | None
    pages: Pages = Pages()

    @property
    def said(self) -> str:
        found, pages = self.figures, self.pages
        if found is None and pages.acted:
            return f"pages on which it acted and showed nothing: {pages.acted}"
        if found is None:
            why = f"; mostly {pages.silent[0]}, pages: {pages.silent[1]}" if pages.silent else ""
            return f"not shown yet{why}"
        waited = f"; pages on which it waited for its moment: {pages.waited}" if pages.waited else ""
        return (
            f"visits that met it: {found['visits']}; closed it: {found['dismissed']}; did something after it: "
            f"{found['acted']}; ordered after it: {found['orders']}, for {_text(found['value'])}{waited}"
        )


@dataclass(frozen=True, slots=True)
class Account:
    """The tables of scoring/queries.py as rows, and one lesson for each rule."""

    days: tuple[str, str]
    totals: Rows
    funnel: Rows
    rules: Rows
    groups: Rows
    rules_by_group: Rows
    lessons: Sequence[Lesson]


def told(account: Account) -> Iterator[str]:
    """Yield the lines that a terminal shows."""
    for rows in (account.totals, account.funnel, account.rules, account.groups, account.rules_by_group):
        yield from table(rows)
    if account.lessons:
        yield "What we learned"
    for lesson in account.lessons:
        yield f"  {lesson.rule} ({lesson.standing}): {lesson.learn or lesson.name}"
        yield f"    {lesson.said}"
    yield CAVEAT


def table(rows: Rows) -> Iterator[str]:
    """Yield a table of text and an empty line; columns of numbers stand to the right."""
    if not rows:
        return
    texts = [[_text(value) for value in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(rows[0], *texts, strict=True)]
    numbers = [not isinstance(value, str) for value in rows[0].values()]
    for line in (list(rows[0]), *texts):
        cells = zip(line, widths, numbers, strict=True)
        yield "  ".join(text.rjust(width) if number else text.ljust(width) for text, width, number in cells).rstrip()
    yield ""


def page(account: Account, site: str) -> str:
    """Return the page for the site of that name; it asks for nothing from anywhere."""
    return _PAGE.render(account=account, site=site, caveat=CAVEAT, style=STYLE, bar=_bar, wide=_WIDE)


def _text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _bar(value: float, rows: Rows, column: str) -> str:
    """Return how many pixels a value is long, where the greatest of its column has all."""
    most = max((float(str(row[column])) for row in rows), default=0.0)
    return f"{_WIDE * value / most if most else 0.0:.1f}"


_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_ENVIRONMENT.filters["cell"] = _text

_PAGE = _ENVIRONMENT.from_string("""\
{% macro tabled(rows) %}
{% if rows %}
<table><tr>{% for name in rows[0] %}<th>{{ name }}</th>{% endfor %}</tr>
{% for row in rows %}
<tr>{% for value in row.values() %}<td>{{ value | cell }}</td>{% endfor %}</tr>
{% endfor %}
</table>
{% endif %}
{% endmacro %}
{% macro bars(rows, label, column, said) %}
<svg viewBox="0 0 720 {{ 24 * rows | length }}" width="720" role="img" aria-label="{{ said }}">
{% for row in rows %}
<text x="195" y="{{ 24 * loop.index0 + 16 }}" text-anchor="end" font-size="13">{{ row[label] }}</text>
<rect x="202" y="{{ 24 * loop.index0 + 4 }}" width="{{ bar(row[column], rows, column) }}" height="16" class="up"/>
<text x="{{ 208 + bar(row[column], rows, column) | float }}" y="{{ 24 * loop.index0 + 17 }}" font-size="12">\
{{ row[column] | cell }}</text>
{% endfor %}
</svg>
{% endmacro %}
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Report of {{ site }}</title>
<style>{{ style }}</style>
<h1>Report of {{ site }}</h1>
<p>People's visits from {{ account.days[0] }} to {{ account.days[1] }}. {{ caveat }}</p>
{{ tabled(account.totals) }}
<h2>The way to an order</h2>
<figure>{{ bars(account.funnel, "stage", "visits", "visits that came so far") }}
<figcaption>Visits that saw a page of this stage and of all before it.</figcaption></figure>
{% if account.rules %}
<h2>Rules</h2>
<figure>{{ bars(account.rules, "rule", "visits", "visits in which each rule was shown") }}
<figcaption>Visits in which a rule was shown.</figcaption></figure>
{{ tabled(account.rules) }}
<p>Acted: after it, in the same visit, it was answered, or something was chosen or put in the basket.</p>
{% endif %}
{% if account.groups %}
<h2>By group</h2>
{{ tabled(account.groups) }}
<p>Returned: came to a second visit. Again: ordered a second time. Minutes: of an average visit.</p>
{{ tabled(account.rules_by_group) }}
{% endif %}
{% if account.lessons %}
<h2>What we learned</h2>
<dl>
{% for lesson in account.lessons %}
<dt><b>{{ lesson.learn or lesson.name }}</b> <small>{{ lesson.rule }}, {{ lesson.standing }}</small></dt>
<dd>{{ lesson.said }}</dd>
{% endfor %}
</dl>
{% endif %}
</html>
""")
