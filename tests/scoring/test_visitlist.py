import pytest

from scoring.visitlist import VisitListError, visits_of


def test_items_come_in_the_order_of_their_times() -> None:
    assert visits_of(["a,boots,2", "a,coat,1", "b,tent,1.5"]) == [("tent",), ("coat", "boots")]


def test_items_of_one_time_keep_the_order_of_the_rows() -> None:
    assert visits_of(["a,z,1", "a,b,1", "a,y,1"]) == [("z", "b", "y")]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_header_is_no_visit(mark: str) -> None:
    assert visits_of([mark.join(["SessionId", "ItemId", "Time"]), mark.join(["7", "coat", "1.541e9"])]) == [("coat",)]


def test_quotes_and_empty_lines_are_read_as_csv_has_them() -> None:
    assert visits_of(['a,"coat, waxed",1\n', "\n", "a,boots,2\n"]) == [("coat, waxed", "boots")]


def test_an_empty_list_holds_no_visits() -> None:
    assert visits_of([]) == visits_of([""]) == visits_of(["visit,item,time"]) == []


@pytest.mark.parametrize("row", ["a,boots", "a,boots,then", "a,,3", ",boots,3", "a,boots,1,2", "a,boots,inf"])
def test_a_wrong_row_is_told(row: str) -> None:
    with pytest.raises(VisitListError, match="line 2"):
        visits_of(["a,coat,1", row])
