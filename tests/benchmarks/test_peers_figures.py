from xml.etree import ElementTree as ET

from benchmarks.peers import chart, docs, table
from benchmarks.peers.figures import Figure, figures
from benchmarks.peers.load import Figures
from benchmarks.peers.measure import Results
from benchmarks.peers.peers import LUA, OURS, PEERS, WORKERD


def found(costs: dict[tuple[str, str, str], float]) -> Results:
    return Results({place: Figures(cpu, 1000.0, 1.0, 2.0) for place, cpu in costs.items()})


def mark(ours: float | None, least: float | None = 1.6, aim: float = 1.0) -> str:
    return Figure("a figure", ours, 1.0, least, aim).mark


def test_a_figure_is_marked_by_what_it_reaches() -> None:
    assert mark(0.9) == "aim met"
    assert mark(1.5) == "met, aim missed"
    assert mark(1.7) == "ABOVE"
    assert mark(9.0, None) == "aim missed"
    assert mark(None) == "not measured"


def test_what_is_added_is_a_difference() -> None:
    assert Figure("first byte", 1.5, 0.5, 1.0, 1.0, added=True).value == 1.0


def test_the_figures_compare_us_with_the_right_peers() -> None:
    results = found({(OURS, "W2", "100 KB"): 0.3, (LUA, "W2", "100 KB"): 0.2, (WORKERD, "W1", "100 KB"): 0.9})
    by_name = {figure.name: figure for figure in figures(results)}
    assert round(by_name["repeat page, W2, to nginx + Lua W2"].value or 0, 3) == 1.5
    assert by_name["repeat page, W2, to workerd W1"].mark == "met, aim missed"
    assert by_name["image, to tuned aiohttp"].mark == "not measured"


def test_the_table_names_everybody_even_when_nothing_was_measured() -> None:
    rows = table.everybody(found({}))
    assert [row[:2] for row in rows[1:]] == [(peer.name, peer.work) for peer in PEERS]
    assert len(list(table.columns(rows))) == len(rows)


def test_the_docs_name_who_is_missing_and_why() -> None:
    results = found({})
    results.missing["workerd W1"] = "npm could not install it"
    assert "- workerd W1: npm could not install it" in docs.section(results, "today")


def test_the_chart_is_a_picture_with_a_bar_for_each() -> None:
    results = found({(OURS, "W2", "100 KB"): 0.3, (LUA, "W2", "100 KB"): 0.2, (WORKERD, "W1", "100 KB"): 0.9})
    picture = ET.fromstring(chart.drawn(chart.bars(results)))
    assert len([each for each in picture if each.tag.endswith("rect")]) == 4
    assert ET.fromstring(chart.drawn([])).tag.endswith("svg")


def test_a_run_takes_the_place_of_the_one_before_in_the_docs() -> None:
    page = docs.PAGE.read_text("utf-8")
    assert "a new run" in docs.with_run(page, "a new run")
    assert docs.with_run(docs.with_run(page, "an old run"), "a new run") == docs.with_run(page, "a new run")
