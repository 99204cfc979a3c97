"""The referee of the docs: they name everything there is and nothing else, and every example in them loads.

How docs/ is written for it:

- a word of where and who is a heading of docs/words.md: ### `geo.country`; one of when is a heading of docs/moments.md,
  one of do of docs/actions.md
- a command is a heading of docs/commands.md: ## `devanture check`
- a setting is the first cell of a row of docs/settings.md: | `page_limit` | ...
- a reason is the first cell of a row of docs/reasons.md: | `OTHER_PAGE` | ...
- a key of a rule, a limit or a persona is the first cell of a row of docs/rule-language.md: | `stop_after` | ...
- a fenced block says what its YAML is: `yaml` a file of rules, `yaml who` (or `where`, `do`, ...) that key of a rule,
  `yaml site` a whole site.yaml, `yaml part of site` some of its keys, `yaml persona` a persona; all but a whole
  site.yaml speak of the demo's site, rules/campaigns
"""

import re
import textwrap
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import pytest
import yaml
from pydantic import TypeAdapter

from proxy import commands
from proxy.settings import Settings
from rules import actions, conditions, moments
from rules.decision import Reason
from rules.language.compile import Files, compiled
from rules.language.filters import FILTERS
from rules.language.load import files as folder_files
from rules.language.persona import Persona
from rules.language.ruletext import LimitText, RuleText
from rules.language.source import read
from rules.language.word import words
from rules.values import KNOWN, OPEN
from tests.support.tree import ROOT, files

NOON = 1_794_913_200.0
"""A moment at which every example is read, 2026-11-17."""

RULE_KEYS = frozenset(RuleText.model_fields)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `kind` is what stands behind the fence, such as "yaml who"."""

    path: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def pages() -> list[str]:
    return [path for path in files() if path == "README.md" or (path.startswith("docs/") and path.endswith(".md"))]


@cache
def page(path: str) -> str:
    """Return a page of the docs, "" while it is not written."""
    file = ROOT / path
    return file.read_text("utf-8") if file.exists() else ""


def blocks(language: str) -> list[Block]:
    """Return the fenced blocks of a language, from every page."""
    found = []
    for path in pages():
        for match in re.finditer(r"^([ ]*)```(\w+)([^\n]*)\n(.*?)^\1```$", page(path), re.MULTILINE | re.DOTALL):
            kind = (match[2] + match[3]).strip()
            if match[2] == language:
                line = page(path).count("\n", 0, match.start()) + 2
                found.append(Block(path, line, kind, textwrap.dedent(match[4])))
    return found


def headings(path: str) -> list[str]:
    """Return what stands in backticks in the headings of a page."""
    return re.findall(r"^#{2,4} .*?`([^`]+)`", page(path), re.MULTILINE)


def first_cells(path: str) -> list[str]:
    """Return what stands in backticks in the first cell of a page's rows."""
    return re.findall(r"^\| *`([^`]+)` *\|", page(path), re.MULTILINE)


def agree(path: str, told: Iterable[str], existing: Iterable[str]) -> None:
    """Fail unless a page tells everything that exists, once, and nothing else."""
    told, existing = list(told), set(existing)
    missing, strange = sorted(existing - set(told)), sorted(set(told) - existing)
    twice = sorted({name for name in told if told.count(name) > 1})
    assert not missing, f"{path} says nothing of {', '.join(missing)}; how to write it: see tests/test_docs.py"
    assert not strange, f"{path} tells of {', '.join(strange)}, which there is not; take it out"
    assert not twice, f"{path} tells of {', '.join(twice)} twice; keep one"


def test_every_word_is_in_the_docs() -> None:
    agree("docs/words.md", headings("docs/words.md"), words(conditions))
    agree("docs/moments.md", headings("docs/moments.md"), words(moments))
    agree("docs/actions.md", headings("docs/actions.md"), words(actions))


def test_every_value_and_filter_of_fragments_is_in_the_docs() -> None:
    told = first_cells("docs/actions.md")
    names = [name for name in told if name.split(".")[0] in {known.split(".")[0] for known in (*KNOWN, *OPEN)}]
    agree("docs/actions.md", names, [*KNOWN, *(f"{family}.NAME" for family in OPEN)])
    filters = re.findall(r"`([a-z]+)(?:\([^`]*\))?`", page("docs/actions.md"))
    agree("docs/actions.md", FILTERS.keys() & filters, FILTERS)


def test_every_setting_is_in_the_docs() -> None:
    agree("docs/settings.md", first_cells("docs/settings.md"), Settings.model_fields)


def test_every_setting_is_told_with_its_default() -> None:
    rows = dict(re.findall(r"^\| *`([^`]+)` *\|(.*)$", page("docs/settings.md"), re.MULTILINE))
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, int | float | str) and field.default and name in rows:
            assert f"`{field.default}`" in rows[name], f"docs/settings.md: the default of {name} is `{field.default}`"


def test_every_command_is_in_the_docs() -> None:
    modules = (import_module(f"{commands.__name__}.{each.name}") for each in iter_modules(commands.__path__))
    names = (module.NAME for module in modules if hasattr(module, "NAME"))
    agree("docs/commands.md", headings("docs/commands.md"), (f"devanture {name}" for name in names))


def test_every_reason_is_in_the_docs() -> None:
    agree("docs/reasons.md", first_cells("docs/reasons.md"), list(Reason))


def test_every_key_of_a_rule_and_of_a_persona_is_in_the_docs() -> None:
    told = set(first_cells("docs/rule-language.md"))
    agree("docs/rule-language.md", told, {*RuleText.model_fields, *LimitText.model_fields, *Persona.model_fields})


def test_every_word_of_the_makefile_is_in_the_docs() -> None:
    existing = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = {name for path in pages() for name in re.findall(r"`?make ([a-z-]+)`", page(path))}
    assert existing <= told, f"docs/developing.md says nothing of `make {', make '.join(sorted(existing - told))}`"
    assert told <= existing, f"the docs tell of `make {', make '.join(sorted(told - existing))}`, which there is not"


def test_the_readme_begins_with_the_two_commands() -> None:
    commands_told = re.findall(r"^make (\w+)", page("README.md"), re.MULTILINE)
    assert commands_told[:2] == ["demo", "test"], "README.md shows `make demo` first and `make test` second"


def test_links_lead_somewhere() -> None:
    for path in pages():
        for target in re.findall(r"\]\(([^)#\s]+)", page(path)):
            if "://" not in target and not target.startswith("mailto:"):
                found = (ROOT / path).parent / target
                assert found.exists(), f"{path} links to {target}, which is not there"


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_every_yaml_example_loads(block: Block) -> None:
    kind = block.kind.removeprefix("yaml").strip()
    if kind == "persona":
        TypeAdapter(Persona).validate_python(read(str(block), block.text.encode()).value)
        return
    errors = compiled(example(block, kind), NOON).errors
    assert not errors, f"{block}\n" + "\n\n".join(map(str, errors))


def test_every_settings_file_names_settings() -> None:
    for block in blocks("toml"):
        assert tomllib.loads(block.text).keys() <= Settings.model_fields.keys(), f"{block} names what is no setting"


def example(block: Block, kind: str) -> Files:
    """Return the demo's site with this block in place of its rules."""
    site = demo()
    if kind == "":
        return {**site, "example.yaml": block.text.encode()}
    if kind == "site":
        return {"site.yaml": block.text.encode()}
    if kind == "part of site":
        changed = read("site.yaml", site["site.yaml"]).value | read(str(block), block.text.encode()).value
        return {**site, "site.yaml": yaml.safe_dump(changed).encode()}
    assert kind in RULE_KEYS, f"{block} begins with ```{block.kind}; what may stand there: see tests/test_docs.py"
    return {**site, "example.yaml": rule_with(kind, block.text).encode()}


@cache
def demo() -> Mapping[str, bytes]:
    """Return the demo's site without its rules."""
    found = folder_files(ROOT / "rules/campaigns")
    return {name: raw for name, raw in found.items() if name == "site.yaml" or not name.endswith((".yaml", ".yml"))}


def rule_with(key: str, body: str) -> str:
    """Return a rule that says nothing but this key."""
    lines = [
        "- id: example",
        "  name: An example of the docs",
        "  consent: personalise",
        "  do: [ { hide: promo_field } ]",
    ]
    kept = [line for line in lines if not line.lstrip("- ").startswith(f"{key}:")]
    return "\n".join([*kept, f"  {key}:", textwrap.indent(body, "    ")])
