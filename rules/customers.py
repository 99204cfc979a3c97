"""Where the shop keeps what it knows of its customers, and how a request says which of them asks."""

from dataclasses import dataclass

from rules.context import PERSONALISE
from rules.reading import Topic

LOGIN = "customer.login"
"""The fact of a page that tells who is logged in; it is kept nowhere."""


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """A CSV file with the column `key`, or a service at `url` with {id} in it; one of them is "".

    `cookie` holds the shop's own login id, or else `login` reads it on a page for the next one. Nothing is looked up
    before a visitor agreed to `purpose`; `remember` is how many seconds an answer of the service is good for.
    """

    cookie: str
    file: str = ""
    key: str = ""
    url: str = ""
    purpose: str = PERSONALISE
    remember: float = 600.0
    login: Topic = Topic()
