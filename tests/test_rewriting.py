"""Runs tests/cases/rewriting.yaml: a page, edits, and the bytes that come out."""

from pathlib import Path

import pytest
import yaml

from proxy.charset import Charset
from tests.support.pages import edit_of, rewritten

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "rewriting.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_case(case: dict[str, object]) -> None:
    charset = Charset(str(case.get("charset", "utf-8")))
    body = charset.encode(str(case["html"]))
    edits = case["edits"]
    assert isinstance(edits, list)
    result = rewritten(body, [edit_of(each) for each in edits], charset)
    assert {rule: detail for rule, (_, detail) in result.refused.items()} == case.get("refused", {})
    assert charset.decode(result.html) == str(case.get("becomes", case["html"]))
