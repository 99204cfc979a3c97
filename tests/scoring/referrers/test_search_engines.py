from scoring.referrers.search_engines import SEARCH_ENGINES
from scoring.source import source_of_host
from tests.support.acquisition import listed, search_engines


def test_names_are_hosts_in_lower_case_with_a_dot_or_a_star_for_what_may_differ() -> None:
    assert all(name == name.lower() and "." in name and "/" not in name for name in SEARCH_ENGINES)


def test_the_list_is_what_its_source_says() -> None:
    assert search_engines() == SEARCH_ENGINES


def test_every_search_engine_of_the_list_is_known() -> None:
    hosts = [host.replace("{}", country) for host in listed("SearchEngines.yml") for country in ("fr", "uk")]
    # a few are networks or assistants as well, by their own lists, which tell more
    assert {source_of_host(host) for host in hosts} == {"search", "social", "ai_assistant"}
    assert sum(source_of_host(host) != "search" for host in hosts) < 15
