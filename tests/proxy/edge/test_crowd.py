from proxy.edge.crowd import Crowd


def test_no_more_than_so_many_come_in() -> None:
    crowd = Crowd(most=3, most_each=3)
    assert [crowd.admits(f"192.0.2.{number}", trusted=False) for number in range(4)] == [True, True, True, False]


def test_one_address_does_not_take_the_places_of_all() -> None:
    crowd = Crowd(most=10, most_each=2)
    assert [crowd.admits("192.0.2.1", trusted=False) for _ in range(3)] == [True, True, False]
    assert crowd.admits("192.0.2.2", trusted=False)


def test_a_trusted_hop_speaks_for_many() -> None:
    crowd = Crowd(most=4, most_each=2)
    assert [crowd.admits("192.0.2.1", trusted=True) for _ in range(5)] == [True, True, True, True, False]


def test_who_leaves_makes_room() -> None:
    crowd = Crowd(most=1, most_each=1)
    assert crowd.admits("192.0.2.1", trusted=False)
    assert not crowd.admits("192.0.2.2", trusted=False)
    crowd.left("192.0.2.1")
    assert crowd.admits("192.0.2.2", trusted=False)
