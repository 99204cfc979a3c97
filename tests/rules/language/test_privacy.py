"""`consent` and `privacy` of site.yaml."""

from rules.language.compile import compiled
from rules.privacy import ConsentCookie, ConsentString, Grain, Privacy, Saying
from rules.rulebook import Site
from tests.support.folder import NOW, codes, draft, folder, place, sentences

PAGES = "version: 1\npages:\n  home: { path: / }\n"


def site(text: str) -> Site:
    found = compiled(folder("", PAGES + text), NOW)
    assert not found.problems, "\n".join(map(str, found.problems))
    return found.rulebook.site


def test_a_cookie_is_looked_into_where_the_site_says() -> None:
    (cookie,) = site(
        "consent: { cookie: { name: c, personalise: { at: groups.C3 }, marketing: { at: ad, is: true }, "
        "measure: { at: enabled, has: m } } }"
    ).cookies
    purposes = {
        "personalise": Saying(at="groups.C3"),
        "marketing": Saying(at="ad", equals="true"),
        "measure": Saying("m", at="enabled"),
    }
    assert cookie == ConsentCookie("c", purposes)


def test_there_may_be_several_cookies_and_a_tc_string() -> None:
    found = site(
        "consent:\n  cookie:\n    - { name: cmplz_marketing, marketing: { has: allow } }\n"
        "    - { name: cmplz_statistics, measure: { has: allow } }\n"
        "  tcf: { vendor: 755, personalise: [1, 5, 6], measure: [1, 8], days: 180 }"
    )
    assert [cookie.name for cookie in found.cookies] == ["cmplz_marketing", "cmplz_statistics"]
    needed = {"personalise": frozenset({1, 5, 6}), "measure": frozenset({1, 8})}
    assert found.tcf == ConsentString("euconsent-v2", needed, 755, 180)
    assert found.purposes == {"marketing", "measure", "personalise"}


def test_who_maps_a_purpose_without_storage_is_warned() -> None:
    found = compiled(folder("", PAGES + "consent: { tcf: { personalise: [5, 6], measure: [1, 8] } }"), NOW)
    assert [place(problem) for problem in found.problems] == ["site.yaml:4:19 tcf-storage"]
    assert found.errors == ()


def test_privacy_is_as_it_was_written() -> None:
    found = site("privacy: { do_not_track: true, place: country, ban_segments: ['health*'], price_by_profile: true }")
    assert found.privacy == Privacy(True, Grain.COUNTRY, ("health*",), True)
    assert site("").privacy == Privacy()


def test_an_option_that_leaves_a_tag_of_a_banned_name_is_refused() -> None:
    choices = "choices:\n  who:\n    young: { tag: child-at-home }\n    grown: { tag: grown-up }\n"
    found = compiled(folder("", f"{PAGES}privacy: {{ ban_segments: ['child*'] }}\n{choices}"), NOW)
    assert [place(problem) for problem in found.errors] == ["site.yaml:7:19 banned-segment"]


def test_a_segment_with_a_banned_name_is_refused() -> None:
    text = (
        "privacy: { ban_segments: ['*pregnan*'] }\nsegments:\n  fine: { utm.medium: x }\n  pregnant: { utm.medium: y }"
    )
    found = compiled(folder("", PAGES + text), NOW)
    assert [place(problem) for problem in found.errors] == ["site.yaml:7:3 banned-segment"]


def test_a_purpose_of_the_tc_string_is_one_that_rules_may_name() -> None:
    text = PAGES + "elements: { header: { css: '#h' } }\nconsent: { tcf: { personalise: [1, 5] } }"
    rule = draft("consent: marketing\nwho: { utm.medium: x }\ndo: [ { hide: header } ]")
    assert codes(rule, text) == ["unknown-purpose"]
    assert "personalise" in sentences(rule, text)[0]
