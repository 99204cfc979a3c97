"""Reads the parsed template: refuses all of Jinja but a bounded part, and finds what each {{ value }} may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import nodes

from rules.language.filters import ARGUMENTS, FILTERS, SAFE
from rules.language.pieces import Fault
from rules.language.problem import nearest
from rules.values import KNOWN, LOOP, OPEN, PRODUCT, Kind

Scope = Mapping[str, Mapping[str, Kind]]
"""The names of the loop around an expression, with what each holds."""

_NUMBERS = {"gt", "gteq", "lt", "lteq"}
_SAID: Mapping[type[nodes.Node], str] = {
    nodes.Call: "call anything",
    nodes.Getitem: "pick with [ ]",
    nodes.Slice: "pick with [ ]",
    nodes.Test: 'use "is"; write {% if place.city %} to ask whether a value is known',
    nodes.Concat: 'join with "~"; write two {{ values }} side by side',
    nodes.Dict: "hold a mapping",
}


@dataclass(slots=True)
class Expressions:
    """What a template says: `kinds` of its {{ values }} in their order, `uses` the full names of all values."""

    text: str
    kinds: list[Kind] = field(default_factory=list)
    uses: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def body(self, parts: Sequence[nodes.Node], scope: Scope) -> None:
        for part in parts:
            if isinstance(part, nodes.Output):
                self._output(part, scope)
            elif isinstance(part, nodes.If):
                self._kind(part.test, scope)
                for branch in (part.body, part.elif_, part.else_):
                    self.body(branch, scope)
            elif isinstance(part, nodes.For):
                self._loop(part, scope)
            else:
                self._refuse(part, "a fragment knows {% if %} and {% for %} alone")

    def _output(self, output: nodes.Output, scope: Scope) -> None:
        for part in output.nodes:
            if isinstance(part, nodes.TemplateData):
                continue
            kind = self._kind(part, scope)
            if kind is Kind.LIST:
                self._refuse(part, "this is a list: write {% for product in products %}")
            self.kinds.append(kind)

    def _loop(self, loop: nodes.For, scope: Scope) -> None:
        if scope:
            self._refuse(loop, "a loop may not stand in a loop")
        if loop.test or loop.recursive or not isinstance(loop.target, nodes.Name):
            self._refuse(loop, "write a loop as {% for product in products %}")
            return
        if self._kind(loop.iter, scope) is not Kind.LIST or _dotted(loop.iter) is None:
            self._refuse(loop, 'a loop goes over "products"')
        self.body(loop.body, {loop.target.name: PRODUCT, "loop": LOOP})
        self.body(loop.else_, scope)

    def _kind(self, part: nodes.Node, scope: Scope) -> Kind:
        """Return what an expression may hold, noting what is wrong in it."""
        if isinstance(part, nodes.Name | nodes.Getattr):
            return self._value(part, scope)
        if isinstance(part, nodes.Const):
            return Kind.NUMBER if isinstance(part.value, int | float) else Kind.TEXT
        if isinstance(part, nodes.Filter):
            return self._filter(part, scope)
        if isinstance(part, nodes.CondExpr):
            return self._choice(part, scope)
        if isinstance(part, nodes.Compare):
            return self._compare(part, scope)
        if isinstance(part, nodes.And | nodes.Or | nodes.Not | nodes.List | nodes.Tuple):
            kinds = [self._kind(child, scope) for child in part.iter_child_nodes()]
            if isinstance(part, nodes.List | nodes.Tuple):
                return Kind.LIST
            return Kind.COMING if Kind.COMING in kinds else Kind.TEXT
        self._refuse(part, f"a fragment may not {_SAID.get(type(part), 'calculate')}")
        return Kind.TEXT

    def _value(self, part: nodes.Name | nodes.Getattr, scope: Scope) -> Kind:
        name = _dotted(part)
        if name is None:
            self._refuse(part, "a fragment may not pick from what it calculates")
            return Kind.TEXT
        root, _, rest = name.partition(".")
        if root in scope:
            kind = scope[root].get(rest)
        else:
            kind = Kind.TEXT if root in OPEN and rest and "." not in rest else KNOWN.get(name)
            self.uses.add(name)
        if kind is None:
            self._unknown(part, name, [*KNOWN, *(f"{loop}.{key}" for loop in scope for key in scope[loop])])
        return kind or Kind.TEXT

    def _unknown(self, part: nodes.Node, name: str, known: Sequence[str]) -> None:
        self._fault(part, name, "unknown-value", f'there is no value "{name}". {nearest(name, known)}')

    def _filter(self, part: nodes.Filter, scope: Scope) -> Kind:
        kind = self._kind(part.node, scope) if part.node else Kind.TEXT
        least, most = ARGUMENTS.get(part.name, (0, 0))
        if part.name not in FILTERS:
            message = f'there is no filter "{part.name}". {nearest(part.name, FILTERS)}'
            self._fault(part, part.name, "unknown-filter", message)
        elif part.kwargs or part.dyn_args or part.dyn_kwargs or not least <= len(part.args) <= most:
            self._fault(part, part.name, "wrong-filter", f'"{part.name}" is not written so: {_written(part.name)}')
        elif part.name == "truncate" and not all(_is_count(argument) for argument in part.args):
            self._fault(part, part.name, "wrong-filter", "write how many characters to keep: truncate(80)")
        elif kind is Kind.LIST and part.name != "length":
            self._refuse(part, f'a list has no "{part.name}"')
        elif kind is Kind.COMING:
            self._refuse(part, "a code is shown as it is: write {{ code }}")
        for argument in part.args:
            kind = _weaker(kind, self._kind(argument, scope)) if part.name == "default" else kind
        if part.name in {"length", "round"}:
            return Kind.NUMBER
        return Kind.PLAIN if part.name in SAFE else Kind.TEXT

    def _choice(self, part: nodes.CondExpr, scope: Scope) -> Kind:
        self._kind(part.test, scope)
        if part.expr2 is None:
            self._refuse(part, 'say what stands there otherwise: {{ "a" if place.country else "b" }}')
            return self._kind(part.expr1, scope)
        return _weaker(self._kind(part.expr1, scope), self._kind(part.expr2, scope))

    def _compare(self, part: nodes.Compare, scope: Scope) -> Kind:
        kinds = [self._kind(part.expr, scope), *(self._kind(operand.expr, scope) for operand in part.ops)]
        if any(operand.op in _NUMBERS for operand in part.ops) and set(kinds) != {Kind.NUMBER}:
            self._refuse(part, "only numbers are more or less than each other")
        return Kind.TEXT

    def _refuse(self, part: nodes.Node, message: str) -> None:
        self._fault(part, "", "not-allowed", message)

    def _fault(self, part: nodes.Node, needle: str, code: str, message: str) -> None:
        """Note a fault at the needle in the node's line, else at the line's first tag: Jinja knows lines at best."""
        start = sum(len(line) + 1 for line in self.text.split("\n")[: (part.lineno or 1) - 1])
        found = self.text.find(needle or "{", start)
        self.faults.append(Fault(found if found >= 0 else start, len(needle) or 2, code, message))


def _dotted(part: nodes.Node) -> str | None:
    names: list[str] = []
    while isinstance(part, nodes.Getattr):
        names.append(part.attr)
        part = part.node
    return ".".join([part.name, *reversed(names)]) if isinstance(part, nodes.Name) else None


def _weaker(one: Kind, other: Kind) -> Kind:
    if Kind.COMING in (one, other):
        return Kind.COMING
    return one if one is other else Kind.TEXT


def _is_count(part: nodes.Expr) -> bool:
    return isinstance(part, nodes.Const) and type(part.value) is int and part.value > 0


def _written(name: str) -> str:
    return {"default": '{{ place.city | default("you") }}', "truncate": "{{ product.title | truncate(40) }}"}.get(
        name, "{{ product.title | " + name + " }}"
    )
