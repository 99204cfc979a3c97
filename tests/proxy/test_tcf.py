"""TC strings: real ones of many platforms, and made ones for what real ones seldom say."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.tcf import LONGEST, Tcf, tcf
from tests.support.requests import NOON
from tests.support.tcf import Said, tc_string
from tests.support.tree import ROOT

CASES = ROOT.parent / "shared/data/consent/tcf_dev.jsonl"
"""Strings of real platforms, decoded by another library; test data only, so they are no part of the repository."""

DAY = 86_400.0
LIFE = 395 * DAY

PURPOSES = st.sets(st.integers(1, 24))
VENDORS = st.sets(st.integers(1, 900), max_size=40)


def read(said: Said) -> Tcf:
    found = tcf(tc_string(said))
    assert found is not None
    return found


def told(found: Tcf) -> Mapping[str, object]:
    """Return what the cases know of a string, by their names."""
    return {
        "version": found.version,
        "created": _day(found.created),
        "last_updated": _day(found.updated),
        "cmp_id": found.cmp,
        "cmp_version": found.cmp_version,
        "consent_language": found.language,
        "vendor_list_version": found.vendor_list,
        "policy_version": found.policy,
        "is_service_specific": found.service_specific,
        "special_features": sorted(found.features),
        "purpose_consents": sorted(found.purposes),
        "purpose_li": sorted(found.interests),
        "publisher_country_code": found.country,
        "vendor_consents_n": len(found.vendors),
        "vendor_consents_first20": list(found.vendors)[:20],
    }


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.skipif(not CASES.exists(), reason="the shared test data is not beside the repository")
def test_every_string_of_real_platforms_is_read_as_another_library_reads_it() -> None:
    cases = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    assert len(cases) >= 150
    for case in cases:
        found = tcf(case.pop("tc_string"))
        assert found is not None
        assert told(found) == case


@given(PURPOSES, PURPOSES, VENDORS, st.none() | VENDORS)
def test_what_was_written_is_read(
    purposes: set[int], interests: set[int], vendors: set[int], disclosed: set[int] | None
) -> None:
    found = read(Said(purposes, interests, vendors, disclosed=disclosed))
    assert set(found.purposes) == purposes
    assert set(found.interests) == interests
    assert set(found.vendors) == vendors
    assert (None if found.disclosed is None else set(found.disclosed)) == disclosed
    assert (found.language, found.country, found.created, found.updated) == ("EN", "DE", NOON, NOON)


def test_vendors_may_be_told_by_ranges_that_overlap() -> None:
    vendors = read(Said(ranges=[(20, 30), (5, 5), (25, 40)])).vendors
    assert list(vendors) == [5, *range(20, 41)]
    assert len(vendors) == 22
    assert 40 in vendors
    assert 41 not in vendors


def test_a_purpose_is_consented_to_for_the_shop_and_for_a_vendor_that_was_named() -> None:
    found = read(Said(purposes=[1, 5], interests=[7], vendors=[755]))
    assert found.allows(1)
    assert found.allows(5, vendor=755)
    assert not found.allows(6)
    assert not found.allows(5, vendor=754)


def test_legitimate_interest_is_no_consent() -> None:
    found = read(Said(interests=[5], interested=[755], vendors=[755]))
    assert not found.allows(5)
    assert not found.allows(5, vendor=755)


@pytest.mark.parametrize(("kind", "allowed"), [(0, False), (1, True), (2, False), (3, False)])
def test_a_publisher_may_forbid_a_vendor_a_purpose(kind: int, allowed: bool) -> None:
    found = read(Said(purposes=[5, 6], vendors=[755, 800], restrictions=[(5, kind, [(700, 760)])]))
    assert found.allows(5, vendor=755) is allowed
    assert found.allows(6, vendor=755)
    assert found.allows(5, vendor=800)
    assert found.allows(5)


def test_a_vendor_that_was_not_disclosed_was_not_consented_to() -> None:
    assert not read(Said(purposes=[5], vendors=[755], disclosed=[2])).allows(5, vendor=755)
    assert read(Said(purposes=[5], vendors=[755], disclosed=[755])).allows(5, vendor=755)


def test_it_is_believed_for_thirteen_months() -> None:
    found = read(Said())
    assert found.is_valid(NOON, LIFE, DAY)
    assert found.is_valid(NOON + LIFE - 1, LIFE, DAY)
    assert not found.is_valid(NOON + LIFE, LIFE, DAY)


def test_one_from_the_future_is_not_believed() -> None:
    assert read(Said(updated=NOON + DAY)).is_valid(NOON, LIFE, DAY)
    assert not read(Said(updated=NOON + DAY + 1)).is_valid(NOON, LIFE, DAY)
    assert not read(Said(created=NOON + 1, updated=NOON)).is_valid(NOON, LIFE, DAY)


def test_a_policy_that_is_newer_than_we_know_is_not_believed() -> None:
    assert read(Said(policy=5)).is_valid(NOON, LIFE, DAY)
    assert not read(Said(policy=6)).is_valid(NOON, LIFE, DAY)


@pytest.mark.parametrize("version", [0, 1, 3, 63])
def test_another_version_is_not_read(version: int) -> None:
    assert tcf(tc_string(Said(version=version))) is None


def test_a_string_that_ends_too_early_is_not_read() -> None:
    whole = tc_string(Said(purposes=[1], ranges=[(1, 9)], restrictions=[(5, 1, [(1, 2)])]))
    assert all(tcf(whole[:cut]) is None for cut in range(len(whole) - 1))


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "C", "C.", "1YNN", "euconsent", "CQaa MAQ", "CQaa+/==", "\udcff", "é" * 40),
        tc_string(Said()) + ".",
        tc_string(Said()) + ".!",
        tc_string(Said()) + "=",
        tc_string(Said(ranges=[(9, 8)])),
        tc_string(Said(ranges=[(0, 8)])),
        "C" * (LONGEST + 1),
    ],
)
def test_what_is_none_is_not_read(text: str) -> None:
    assert tcf(text) is None


def test_a_string_that_names_everybody_five_hundred_times_costs_little_to_keep() -> None:
    vendors = read(Said(ranges=[(1, 65_535)] * 500)).vendors
    assert len(vendors.ranges) == 500
    assert len(vendors) == 65_535
