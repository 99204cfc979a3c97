"""A lasting trouble is told now and then, each name by itself."""

from proxy.seldom import Seldom


def test_a_name_is_allowed_once_a_second() -> None:
    now = 0.0
    seldom = Seldom(lambda: now)
    answers = []
    for moment in (0.0, 0.5, 0.9, 1.0, 1.5, 2.5):
        now = moment
        answers.append(seldom.allows("geo"))
    assert answers == [True, False, False, True, False, True]


def test_names_do_not_wait_for_each_other() -> None:
    seldom = Seldom(lambda: 0.0)
    assert seldom.allows("geo")
    assert seldom.allows("store")
    assert not seldom.allows("geo")
