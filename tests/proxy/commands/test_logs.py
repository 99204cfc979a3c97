import json
import logging

from proxy.commands.logs import JsonLine


def told(message: str, *values: object, trace: bool = False) -> dict[str, str]:
    found = (ValueError, ValueError("of ours\nin two lines"), None) if trace else None
    line = JsonLine().format(logging.LogRecord("proxy.edge", logging.ERROR, "", 1, message, values, found))
    assert "\n" not in line
    assert line.isascii()
    read: dict[str, str] = json.loads(line)
    return read


def test_a_record_is_one_line_however_many_it_holds() -> None:
    read = told("the rules stay:\n%s", "site.yaml:1:1 é\x1b[2J")
    assert read["message"] == "the rules stay:\nsite.yaml:1:1 é\x1b[2J"
    assert (read["level"], read["from"]) == ("error", "proxy.edge")
    assert "trace" not in read


def test_a_trace_stays_with_its_record() -> None:
    assert "ValueError: of ours" in told("a request failed", trace=True)["trace"]
