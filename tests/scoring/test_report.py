import re
from functools import cache

import pytest
from selectolax.lexbor import LexborHTMLParser

from scoring.logistic import Logistic, Term
from scoring.report import by_feature, by_page, report
from scoring.samples import Sample, of_events
from scoring.train import Training, train
from tests.support.shoppers import shoppers, walks


def silent(_step: str) -> None:
    """Nobody waits for these."""


@cache
def trained(name: str = "spring") -> Training:
    return train(of_events(walks(400)), name, silent)


def texts(html: str, selector: str) -> list[str]:
    return [node.text(strip=True) for node in LexborHTMLParser(html).css(selector)]


def test_a_report_tells_what_the_model_is_worth() -> None:
    html = report(trained())
    assert texts(html, "h2") == ["Which kind serves", "AUC by page number", "Calibration", "What counts", "Stages"]
    assert {"lost", "discovery", "decision", "ready_to_buy"} <= set(texts(html, "td:first-child"))
    assert len(LexborHTMLParser(html).css("circle")) == 10
    assert "first:product" in texts(html, "text")


def test_a_report_asks_for_nothing_from_anywhere() -> None:
    assert not re.search(r"https?://|src=|href=|@import|url\(", report(trained()))


def test_names_are_no_markup() -> None:
    assert "<b>" not in report(trained("<b>spring</b>"))


def test_each_page_number_is_told_that_enough_visits_reached() -> None:
    samples = [Sample({}, number % 2 == 0, str(number), page=1) for number in range(200)]
    samples += [Sample({}, number % 2 == 0, str(number), page=2) for number in range(20)]
    found = by_page(samples, [0.9 if sample.bought else 0.1 for sample in samples])
    assert [(row.page, row.count, row.auc) for row in found] == [(1, 200, 1.0)]


def test_samples_of_a_table_have_no_page_numbers() -> None:
    assert by_page(shoppers(), [0.1] * len(shoppers())) == ()


def test_features_are_told_by_how_far_they_move_a_score() -> None:
    odds = Logistic(0.0, (Term("pages", 1.0), Term("pause", -5.0), Term("hour", 0.001)))
    samples = [Sample({"pages": n % 3, "pause": n % 2, "hour": n % 24}, n % 2 == 0, str(n)) for n in range(99)]
    assert [(row.name, row.rises) for row in by_feature(samples, odds)] == [
        ("pause", False),
        ("pages", True),
        ("hour", True),
    ]
    assert by_feature(samples, odds)[0].points == pytest.approx(36.1, abs=0.5)
