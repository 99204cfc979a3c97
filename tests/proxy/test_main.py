import pytest

from proxy.__main__ import COMMANDS, main, parser


def test_every_command_is_told_but_the_one_for_our_own_use() -> None:
    told = parser().format_help()
    for command in COMMANDS:
        assert (f"\n    {command.NAME}" in told) is bool(command.SUMMARY)


def test_a_command_is_run_and_its_status_returned(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "/nowhere"]) == 1
    assert "no such folder" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["unheard-of"], ["serve", "--upstrea", "x"]])
def test_what_is_no_command_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("word", "told"),
    [("chek", 'there is no command "chek". Did you mean "check"?'), ("xyzzy", 'there is no command "xyzzy". Known: ')],
)
def test_the_nearest_command_is_named(word: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([word])
    said = capsys.readouterr().err
    assert told in said
    assert "worker" not in said
