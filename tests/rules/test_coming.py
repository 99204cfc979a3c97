from rules.coming import Coming


def test_a_text_that_is_known_is_escaped() -> None:
    assert Coming("code.freeship", "<A&B>").__html__() == "&lt;A&amp;B&gt;"


def test_a_text_that_is_not_known_yet_has_a_place_that_waits_for_it() -> None:
    assert Coming("code.freeship").__html__() == '<span data-dv-live="code.freeship">•••</span>'
