from scoring.together import MOST, REACH, together

COAT, BOOTS, SCARF, TENT = range(4)


def test_what_came_next_is_before_what_came_later() -> None:
    assert together([[COAT, BOOTS, SCARF]])[COAT] == (BOOTS, SCARF)


def test_what_came_after_is_before_what_came_before() -> None:
    assert together([[COAT, BOOTS, SCARF]])[BOOTS] == (SCARF, COAT)


def test_what_more_visits_met_is_in_front() -> None:
    assert together([[COAT, TENT], [COAT, BOOTS], [COAT, BOOTS]])[COAT] == (BOOTS, TENT)


def test_an_item_is_not_met_with_itself() -> None:
    assert together([[COAT, COAT, BOOTS]])[COAT] == (BOOTS,)


def test_an_item_alone_is_met_with_none() -> None:
    assert together([[COAT]]) == {}


def test_too_many_steps_are_not_together() -> None:
    far = [COAT, *range(10, 10 + REACH), BOOTS]
    assert BOOTS not in together([far])[COAT]
    assert BOOTS in together([[*far[:-2], BOOTS]])[COAT]


def test_a_row_is_bounded() -> None:
    assert len(together([[COAT, other] for other in range(10, 10 + 2 * MOST)])[COAT]) == MOST
