import socket

import pytest

from proxy.edge.sockets import PortError, listening
from proxy.notation import Endpoint

ANY = Endpoint("127.0.0.1", 0)


def port_of(opened: socket.socket) -> int:
    port: int = opened.getsockname()[1]
    return port


def test_one_socket_listens() -> None:
    (opened,) = listening(ANY)
    with opened, socket.create_connection(("127.0.0.1", port_of(opened))) as visitor:
        assert visitor.getpeername() == opened.getsockname()


def test_several_share_one_port() -> None:
    sockets = listening(ANY, 3)
    assert len({port_of(opened) for opened in sockets}) == 1
    for opened in sockets:
        opened.close()


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("others", [1, 2])
def test_a_taken_port_is_named_even_when_it_could_be_shared(count: int, others: int) -> None:
    sockets = listening(ANY, others)
    at = Endpoint("127.0.0.1", port_of(sockets[0]))
    with pytest.raises(PortError, match=f"cannot listen on {at}: address already in use"):
        listening(at, count)
    for opened in sockets:
        opened.close()


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(PortError, match=r"cannot listen on 192\.0\.2\.1:0: "):
        listening(Endpoint("192.0.2.1", 0))
