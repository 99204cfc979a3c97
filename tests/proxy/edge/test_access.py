import asyncio
import io
import json
from pathlib import Path

import pytest

from proxy.edge.access import AccessLog, Line


async def logged(*lines: Line, bits: int = 24) -> str:
    """Return what stands in the log one turn of the loop later."""
    out = io.StringIO()
    log = AccessLog(out, bits)
    for line in lines:
        log.write("2026-01-01T00:00:00.000+00:00", line)
    await asyncio.sleep(0)
    return out.getvalue()


def written(line: Line) -> dict[str, object]:
    text = asyncio.run(logged(line))
    assert text.count("\n") == 1
    assert text.isascii()
    assert text.rstrip("\n").isprintable()
    told: dict[str, object] = json.loads(text)
    return told


def test_a_line_tells_what_became_of_a_request() -> None:
    assert written(Line("ab12", "GET", "/basket?utm_medium=coupon", "203.0.113.66", 200, 1234, 5.678)) == {
        "time": "2026-01-01T00:00:00.000+00:00",
        "id": "ab12",
        "method": "GET",
        "path": "/basket",
        "address": "203.0.113.0/24",
        "status": 200,
        "bytes": 1234,
        "ms": 5.7,
    }


def test_a_fault_has_its_cause() -> None:
    assert written(Line("ab12", "GET", "/", status=502, cause="refused"))["cause"] == "refused"


def test_what_is_no_person_is_told() -> None:
    assert written(Line("ab12", "GET", "/", kind="bot"))["kind"] == "bot"
    assert "kind" not in written(Line("ab12", "GET", "/"))


@pytest.mark.parametrize("target", ["/\r\n{}", "/\x1b]0;pwn\x07", "/é\udc80", '/"}{"a":"', "/%0d%0a"])
def test_nothing_of_a_request_ends_the_line_or_speaks_to_a_terminal(target: str) -> None:
    assert written(Line("ab12", "GET", target))["path"] == target


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/reset/ada@example.org/now", "/reset/*/now"),
        ("/reset/ada%40example.org", "/reset/*"),
        ("/pay/4111111111111111", "/pay/*"),
        ("/search?q=ada@example.org", "/search"),
        ("/product/12345678", "/product/12345678"),
    ],
)
def test_addresses_and_card_numbers_are_left_out(target: str, path: str) -> None:
    assert written(Line("ab12", "GET", target))["path"] == path


def test_a_path_of_any_length_is_looked_at_once() -> None:
    # were each letter looked at from every other one, this would never end
    for part in ("v", "1", "%4", "@v", "/v"):
        assert len(str(Line("ab12", "GET", "/" + part * 1_000_000))) < 800


def test_an_endless_path_is_cut() -> None:
    assert len(str(written(Line("ab12", "GET", "/" + "x" * 30_000))["path"])) == 500


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("", ""), ("unix", "")],
)
def test_an_address_is_cut_to_its_network(address: str, network: str) -> None:
    assert written(Line("ab12", "GET", "/", address))["address"] == network


def test_a_log_may_tell_less_of_an_address() -> None:
    assert '"address": "192.0.0.0/16"' in asyncio.run(logged(Line("ab12", "GET", "/", "192.0.2.77"), bits=16))


def test_lines_of_one_turn_stand_in_their_order() -> None:
    told = asyncio.run(logged(*(Line(name, "GET", "/") for name in ("one", "two", "three"))))
    assert [json.loads(line)["id"] for line in told.splitlines()] == ["one", "two", "three"]


async def test_what_waits_is_written_before_the_end(tmp_path: Path) -> None:
    log = AccessLog((tmp_path / "log").open("a"))
    log.write("now", Line("ab12", "GET", "/"))
    log.close()
    assert "ab12" in (tmp_path / "log").read_text()


def test_the_value_of_a_secret_is_left_out() -> None:
    assert written(Line("ab12", "GET", "/reset/token=sesame/now"))["path"] == "/reset/token=*"


def test_a_log_that_is_off_writes_nothing_and_one_of_a_file_is_closed(tmp_path: Path) -> None:
    AccessLog(None).write("now", Line("ab12", "GET", "/"))
    log = AccessLog((tmp_path / "log").open("a"))
    log.close()
    assert log.out is not None
    assert log.out.closed
