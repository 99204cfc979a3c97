from scoring.referrers.spammers import SPAMMERS
from scoring.source import is_spam
from tests.support.acquisition import domains, listed


def test_the_list_is_what_its_source_says() -> None:
    assert domains("spammers.txt") == SPAMMERS


def test_every_spammer_of_the_list_is_known_with_its_hosts() -> None:
    assert [host for host in listed("spammers.txt") if not (is_spam(host) and is_spam(f"www.x.{host}"))] == []
