import pytest

from proxy.commands.bar import Bar


def test_how_far_it_has_come_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar(4)
    for step in ("one", "two", "three", "all"):
        bar.tick(step)
    assert capsys.readouterr().err.splitlines() == [
        "[........................] one",
        "[######..................] two",
        "[############............] three",
        "[##################......] all",
    ]
