from scoring.referrers.socials import ASSISTANTS, SOCIALS
from scoring.source import source_of_host
from tests.support.acquisition import domains, listed


def test_the_lists_are_what_their_sources_say() -> None:
    assert domains("Socials.yml") == SOCIALS
    assert domains("AIAssistants.yml") == ASSISTANTS


def test_every_network_of_the_list_is_known_with_its_hosts() -> None:
    assert {source_of_host(f"{prefix}{host}") for host in listed("Socials.yml") for prefix in ("", "www.", "m.")} == {
        "social"
    }


def test_every_assistant_of_the_list_is_known() -> None:
    assert {source_of_host(host) for host in listed("AIAssistants.yml")} == {"ai_assistant"}
