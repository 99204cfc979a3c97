"""Runs tests/cases/rewriting.yaml: a page, edits, and the bytes that come out."""

from pathlib import Path

import pytest
import yaml

from proxy.charset import Charset
from rules.decision import Contract, Edit, Element, Op
from tests.support.pages import content_of, rewritten

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "rewriting.yaml").read_text(encoding="utf-8"))


def edit_of(written: object) -> Edit:
    if isinstance(written, list):
        css, op, *content = written
        written = {"at": css, "op": op, "content": content[0] if content else None}
    assert isinstance(written, dict)
    element = Element(written["at"], written["at"], Contract(written.get("contract", "at_least_one")))
    return Edit(
        element,
        Op(written["op"]),
        content_of(written.get("content")),
        written.get("name", ""),
        written.get("rule", "rule"),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_case(case: dict[str, object]) -> None:
    charset = Charset(str(case.get("charset", "utf-8")))
    body = charset.encode(str(case["html"]))
    edits = case["edits"]
    assert isinstance(edits, list)
    result = rewritten(body, [edit_of(each) for each in edits], charset)
    assert {rule: detail for rule, (_, detail) in result.refused.items()} == case.get("refused", {})
    assert charset.decode(result.html) == str(case.get("becomes", case["html"]))
