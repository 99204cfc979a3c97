"""What cannot be written about consent and privacy."""

import pytest

from rules.language.compile import compiled
from tests.support.folder import NOW, folder

PAGES = "version: 1\npages:\n  home: { path: / }\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("consent: { tcf: { personalise: [0] } }", "at least 1"),
        ("consent: { tcf: { personalise: [25] } }", "at most 24"),
        ("consent: { tcf: { personalise: [] } }", "at least 1 of these"),
        ("consent: { tcf: { personalise: [1], days: 396 } }", "at most 395"),
        ("consent: { cookie: { name: c, personalise: { is: '1' } } }", "say `at` as well"),
        ("privacy: { place: street }", "Known: city, country, none, region."),
    ],
)
def test_what_cannot_be_is_told(text: str, sentence: str) -> None:
    found = compiled(folder("", PAGES + text), NOW)
    assert len(found.errors) == 1
    assert sentence in found.errors[0].message
