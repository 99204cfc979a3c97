"""The page that `verify` writes: what each visitor gets at each address, before and after, side by side."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined

Pictures = Mapping[tuple[str, bytes], bytes]
"""PNG files by the address of a page and its HTML."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one rule did: in words, and how many elements it met."""

    rule: str
    did: str
    met: int


@dataclass(frozen=True, slots=True)
class Both:
    """One page for one visitor both ways; `status` is 0 when the shop did not answer."""

    url: str
    who: str
    status: int
    changes: tuple[Change, ...] = ()
    wrong: tuple[str, ...] = ()
    before: bytes = b""
    after: bytes = b""

    @property
    def is_same(self) -> bool:
        return self.before == self.after


def page_of(found: Sequence[Both], pictures: Pictures) -> str:
    """Return the report as one file that asks for nothing from anywhere."""
    shots = {key: b64encode(png).decode() for key, png in pictures.items() if png}
    return _PAGE.render(
        rows=[(each, shots.get((each.url, each.before)), shots.get((each.url, each.after))) for each in found],
        same=sum(each.is_same for each in found),
        wrong=sum(bool(each.wrong) for each in found),
    )


_PAGE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>What the rules change</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; color: #222 }
  section { border-top: 1px solid #ddd; padding: .6em 0 } h2 { font-size: 1.1em; margin: 0; overflow-wrap: anywhere }
  .pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 1em } img { max-width: 100%; border: 1px solid #ccc }
  .wrong { color: #b00020 } figure { margin: 0 } figcaption { color: #555 }
</style>
<h1>What the rules change</h1>
<p>{{ rows | length }} pages were looked at: {{ same }} are byte for byte the shop's own,
{{ rows | length - same }} are changed by rules{{ ", and %d are wrong" | format(wrong) if wrong else "" }}.</p>
{% for page, before, after in rows %}
<section>
<h2>{{ page.status or "no answer" }} {{ page.url }}</h2>
<p>{{ page.who }}: {{ "byte for byte the shop's own" if page.is_same else "changed" }}</p>
{% for wrong in page.wrong %}
<p class="wrong">{{ wrong }}</p>
{% endfor %}
{% if page.changes %}
<ul>
{% for change in page.changes %}
<li><b>{{ change.rule }}</b>: {{ change.did }} ({{ change.met }} element{{ "" if change.met == 1 else "s" }})</li>
{% endfor %}
</ul>
{% endif %}
{% if before and after and not page.is_same %}
<div class="pictures">
<figure><img src="data:image/png;base64,{{ before }}" alt="before"><figcaption>the shop's page</figcaption></figure>
<figure><img src="data:image/png;base64,{{ after }}" alt="after"><figcaption>with the rules</figcaption></figure>
</div>
{% endif %}
</section>
{% endfor %}
</html>
""")
