"""The page on which visitors read what is kept about them and why they see what they see, and can tell us to stop."""

from dataclasses import dataclass
from enum import StrEnum

from jinja2 import Environment, StrictUndefined

from proxy.plainly import Cause, Section

PAGE = "privacy"
STYLES = "privacy.css"
DOWNLOAD = "privacy/kept.json"
STOP = "privacy/stop"
START = "privacy/start"


class State(StrEnum):
    """How we stand to who asks."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    STOPPED = "stopped"
    REFUSED = "refused"
    MEASURED = "measured"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class About:
    """All that the page says; `prefix` is where our own paths are, `ticket` what a form on it is believed by."""

    prefix: str
    shop: str
    state: State
    ticket: str
    days: int
    id: str = ""
    sections: tuple[Section, ...] = ()
    causes: tuple[Cause, ...] = ()


def markup(about: About) -> str:
    """Return the page as HTML; whatever the visitor or the shop said in it is text."""
    return _TEMPLATE.render(
        about=about, state=about.state.value, page=PAGE, styles=STYLES, download=DOWNLOAD, stop=STOP, start=START
    )


_TEMPLATE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>What {{ about.shop }} keeps about you</title>
<link rel="stylesheet" href="{{ about.prefix }}{{ styles }}">
</head>
<body>
<main>
<p class="way"><a href="/">Back to the shop</a></p>
<h1>What {{ about.shop }} keeps about you</h1>
{% if state == "stopped" %}
<p class="state" role="status">You told us to stop. Nothing is kept about you, and no page is changed by who you are.
One cookie, which says nothing but “stop”, remembers your word.</p>
{% elif state == "refused" %}
<p class="state" role="status">Your browser says that you do not want to be followed. Nothing is kept about you,
and no page is changed by who you are.</p>
{% elif state == "measured" %}
<p class="state" role="status">This shop counts how its pages are used, without knowing who uses them: nothing is
kept about you, and there is no cookie of ours. You can tell us not to count you either.</p>
{% elif state == "unknown" %}
<p class="state" role="status">Nothing is kept about you. Some things on a page may still depend on the request
that your browser sends for it, such as the country or the link that led you here; none of that is kept.</p>
{% elif state == "unreadable" %}
<p class="state" role="alert">What is kept cannot be looked up at the moment. Please try again in a minute. You can
still stop.</p>
{% else %}
<p class="state" role="status">This shop remembers your visits as far as you agreed to it, to show you pages that
fit you better. Below is all that is kept. It goes by itself after {{ about.days }} days at most.</p>
{% endif %}
{% if state == "known" %}
<section aria-labelledby="kept">
<h2 id="kept">What is kept about me?</h2>
{% for section in about.sections %}
<h3>{{ section.title }}</h3>
<ul>
{% for line in section.lines %}
<li>{{ line }}</li>
{% endfor %}
{% if section.more %}
<li>and {{ section.more }} more, which are in the file below</li>
{% endif %}
</ul>
{% else %}
<p>Nothing yet: only that your browser has a cookie of ours.</p>
{% endfor %}
<p><a href="{{ about.prefix }}{{ download }}" download>Download all of it as a file (JSON)</a></p>
<p>If you write to the shop about this, give this number: <code>{{ about.id }}</code></p>
</section>
<section aria-labelledby="why">
<h2 id="why">Why am I seeing this?</h2>
{% if about.causes %}
<p>People of this shop wrote rules that change parts of its pages. These changed a page for you:</p>
<dl>
{% for cause in about.causes %}
<dt>{{ cause.name }}</dt>
<dd>{{ cause.why }}</dd>
{% if cause.looks %}
<dd>It looks at {{ cause.looks | join("; ") }}.</dd>
{% endif %}
<dd class="when">You saw it {{ cause.when }}.</dd>
{% endfor %}
</dl>
{% else %}
<p>Nothing that you saw was changed because of who you are.</p>
{% endif %}
</section>
{% endif %}
<section aria-labelledby="stop">
{% if state == "stopped" %}
<h2 id="stop">Start again?</h2>
<p>If you change your mind, what you answered in the shop's own cookie notice counts again. What was kept before is
gone.</p>
<form method="post" action="{{ about.prefix }}{{ start }}">
<input type="hidden" name="ticket" value="{{ about.ticket }}">
<button class="calm">Start again</button>
</form>
{% elif state != "refused" %}
<h2 id="stop">Stop</h2>
<p>This removes everything that is kept about you, for good and at once, and nothing will be kept from now on in this
browser. The shop works as before.</p>
<form method="post" action="{{ about.prefix }}{{ stop }}">
<input type="hidden" name="ticket" value="{{ about.ticket }}">
<button>Remove everything and stop</button>
</form>
{% endif %}
</section>
<section aria-labelledby="never">
<h2 id="never">What is never kept here</h2>
<p>Your name, your network address, your passwords and card numbers, and what you type into forms other than the
shop's search. Nobody outside this shop gets any of this. Of your mail address nothing is kept either, unless you
typed it into a form that said what for; then it stands above, with the day on which it goes.</p>
</section>
</main>
</body>
</html>
"""
)

CSS = """\
:root { color-scheme: light dark; }
body { margin: 0; font: 1rem/1.6 system-ui, sans-serif; color: #1d2127; background: #f7f6f2; }
main { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1rem 0; text-wrap: balance; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: 1.5rem; border-top: 1px solid #d6d2c6; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
ul, dl { margin: .25rem 0 1rem; padding-left: 1.25rem; }
dl { padding-left: 0; }
li, dd, code { overflow-wrap: anywhere; }
dt { font-weight: 600; margin-top: 1rem; }
dd { margin: 0 0 .25rem; }
a { color: #14507d; }
.state { padding: .9rem 1.1rem; background: #fff; border-left: 4px solid #14507d; border-radius: 4px; }
.when { color: #5b6068; font-size: .9rem; }
button { font: inherit; font-weight: 600; padding: .7rem 1.2rem; color: #fff; background: #9b2c1f; border: 0;
  border-radius: 6px; cursor: pointer; }
button.calm { background: #14507d; }
a:focus-visible, button:focus-visible { outline: 3px solid #d08700; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { color: #eceae4; background: #17191d; }
  h2 { border-color: #3b3f46; }
  a { color: #8fc3ee; }
  .state { background: #22262c; border-color: #8fc3ee; }
  .when { color: #a9adb4; }
}
"""
