"""Opens the sockets we listen on, and says which port is taken."""

import socket
from collections.abc import Sequence

from proxy.notation import Endpoint


class PortError(Exception):
    """We cannot listen there; the message names the address and the reason."""


def listening(at: Endpoint, count: int = 1) -> Sequence[socket.socket]:
    """Return `count` sockets that share one address; the kernel spreads connections over them (SO_REUSEPORT).

    An address that somebody else listens on is refused, even when he would share it.
    """
    family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
    try:
        probe = _bound(family, at, shared=False)
        bound = Endpoint(at.host, probe.getsockname()[1])
        if count == 1:
            probe.listen(1024)
            return (probe,)
        probe.close()
        sockets = [_bound(family, bound, shared=True) for _ in range(count)]
    except OSError as error:
        raise PortError(f"cannot listen on {at}: {(error.strerror or str(error)).lower()}") from error
    for opened in sockets:
        opened.listen(1024)
    return tuple(sockets)


def _bound(family: socket.AddressFamily, at: Endpoint, *, shared: bool) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        opened.bind((at.host, at.port))
    except OSError:
        opened.close()
        raise
    return opened
