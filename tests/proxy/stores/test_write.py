"""A write has names for its events that are the same whenever it is written."""

from proxy.stores.write import Write


def test_each_event_has_a_name_of_its_own() -> None:
    write = Write("anna", 1.0, "tok", ("{}", "[]"))
    assert list(write.places()) == [("tok.0", "{}"), ("tok.1", "[]")]
    assert write.events == 2


def test_an_erasure_has_no_events() -> None:
    write = Write("anna", 1.0, "tok", None)
    assert (list(write.places()), write.events) == ([], 0)
