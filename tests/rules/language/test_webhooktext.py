import pytest

from rules.webhook import Shape, Webhook
from tests.support.folder import SITE, compiling, rulebook


def site(words: str, name: str = "crm") -> str:
    return f"{SITE}webhooks:\n  {name}: {{ {words} }}\n"


def webhook(words: str) -> Webhook:
    return rulebook(site=site(words)).site.webhooks["crm"]


def sentence(words: str, name: str = "crm") -> str:
    (problem,) = compiling(site=site(words, name)).errors
    return problem.message


def test_a_site_names_none_unless_it_says_so() -> None:
    assert rulebook().site.webhooks == {}


def test_an_address_is_enough() -> None:
    assert webhook("url: https://crm.example/hook") == Webhook("crm", "https://crm.example/hook", Shape.GENERIC, 10.0)


def test_shape_and_patience_may_be_said() -> None:
    found = webhook("url: https://m.example/api/contacts/new, shape: mautic, timeout: 5 seconds")
    assert (found.shape, found.timeout) == (Shape.MAUTIC, 5.0)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9000/h", "http://[::1]:9000/", "http://10.1.2.3/", "http://localhost/", "http://crm:8080/h"],
)
def test_the_own_network_may_be_told_without_tls_where_that_is_said(url: str) -> None:
    assert webhook(f"url: '{url}', unencrypted: true").url == url
    assert "unencrypted: true" in sentence(f"url: '{url}'")


@pytest.mark.parametrize("url", ["http://crm.example/h", "http://8.8.8.8/h"])
def test_the_open_network_is_told_by_tls_alone(url: str) -> None:
    assert "your own network alone" in sentence(f"url: '{url}', unencrypted: true")


@pytest.mark.parametrize("url", ["crm.example", "ftp://crm.example/", "https://", "https://a b/", "https://h:x/", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    assert "address" in sentence(f"url: '{url}'")


def test_passwords_do_not_stand_in_the_site() -> None:
    assert "secret file" in sentence("url: 'https://me:pw@crm.example/'")


@pytest.mark.parametrize("more", ["shape: xml", "timeout: 2 minutes", "secret: abc"])
def test_strange_shapes_and_endless_patience_are_refused(more: str) -> None:
    assert sentence(f"url: https://a.example/, {more}")


def test_a_name_can_be_a_files_name() -> None:
    assert "small letters" in sentence("url: https://a.example/", "../Evil")
