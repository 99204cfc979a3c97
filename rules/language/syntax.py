"""Says a slip in YAML as a person would: what it looks like, and what mends it."""

import re

import yaml

_QUOTES = 'text that begins with "{0}" needs quotes'

_SLIPS: tuple[tuple[str, str], ...] = (
    (r"mapping values are not allowed", 'text with ": " in it needs quotes; keys of one mapping begin in one column'),
    (r"found character '\\t'", "indent with spaces, never tabs"),
    (r"found character '>'|chomping or indentation", "operators are words, such as { at_least: 1 }"),
    (r"found character '(.)'", _QUOTES),
    (r"alphabetic or numeric character", 'text that begins with "*" or "&" needs quotes'),
    (r"expected ',' or '[]}]', but got '\?'", 'text with "?" in it needs quotes between braces or brackets'),
    (r"expected ',' or '([]}])'", 'a "," or the closing "{0}" is missing before this'),
    (r"but found '([]}])'|but got '([]}])'", 'this "{0}" closes nothing'),
    (r"could not find expected ':'", 'write "key: value" here, with a space after the colon'),
    (r"unknown escape character", "a backslash in double quotes begins an escape: use single quotes"),
    (
        r"expected <block end>",
        "this does not line up: keys of one mapping begin in one column, and so do entries of one list",
    ),
    (r"expected the node content", "a value is missing before this"),
)
"""What PyYAML's scanner and parser say, and what we say for it; {0} is the character that they name."""


def slip(error: yaml.MarkedYAMLError) -> tuple[yaml.Mark | None, str]:
    """Return where a slip is best shown, and the sentence about it; PyYAML's own where we have none."""
    said = error.problem or "this is not YAML"
    if "end of stream" in said and "quoted scalar" in (error.context or ""):
        return error.context_mark, "this quote is never closed"
    for pattern, sentence in _SLIPS:
        found = re.search(pattern, said)
        if found:
            named = next(filter(None, found.groups()), "")
            return error.problem_mark or error.context_mark, sentence.replace("{0}", named)
    return error.problem_mark or error.context_mark, said
