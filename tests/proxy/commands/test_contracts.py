from collections.abc import Mapping
from pathlib import Path

import pytest

from proxy.commands.contracts import Proven, contracts
from proxy.commands.fetch import FetchError
from rules.language.load import inspect
from rules.language.problem import Severity
from rules.language.source import read
from tests.support.origin import ok, scripted
from tests.support.process import free_port
from tests.support.shop import SITE

HTML = b"Content-Type: text/html"


def site_yaml(elements: Mapping[str, str], pages: str = "home: { path: / }, cart: { path: /basket }") -> str:
    lines = [f"  {name}: {element}" for name, element in elements.items()]
    return "\n".join(["version: 1", f"pages: {{ {pages} }}", "elements:", *lines, ""])


async def proven(folder: Path, text: str, upstream: str) -> Proven:
    (folder / "site.yaml").write_text(text)
    return await contracts(inspect(folder).rulebook.site, read("site.yaml", text.encode()), upstream)


async def test_the_demo_shop_keeps_every_contract_of_its_site(tmp_path: Path, shop: str) -> None:
    text = (SITE / "site.yaml").read_text("utf-8")
    found = await proven(tmp_path, text.replace("feed: { file: products.csv }\n", ""), shop)
    assert found.problems == []
    assert f"200 {shop}/" in found.lines
    assert f"200 {shop}/basket" in found.lines


@pytest.mark.parametrize(
    "element",
    [
        '{ found_on: home, css: "ul#selection", expect: exactly_one }',
        '{ found_on: home, css: "#blocks .block", expect: at_least_one }',
        '{ found_on: home, css: "#nowhere", expect: any }',
        '{ found_on: [home, cart], css: "#header", expect: exactly_one }',
        '{ css: "#header", expect: exactly_one }',
    ],
)
async def test_a_contract_that_holds_is_no_problem(tmp_path: Path, shop: str, element: str) -> None:
    assert (await proven(tmp_path, site_yaml({"one": element}), shop)).problems == []


@pytest.mark.parametrize(
    ("element", "told"),
    [
        (
            '{ found_on: home, css: "#nowhere", expect: exactly_one }',
            "#nowhere is on {shop}/ nowhere; it says exactly_one",
        ),
        (
            '{ found_on: home, css: ".nowhere", expect: at_least_one }',
            ".nowhere is on {shop}/ nowhere; it says at_least_one",
        ),
        ('{ found_on: home, css: "#blocks .block", expect: exactly_one }', "#blocks .block is on {shop}/ 4 times"),
        ('{ found_on: cart, css: "ul#selection", expect: exactly_one }', "ul#selection is on {shop}/basket nowhere"),
        ('{ css: "#hero-picture", expect: exactly_one }', "#hero-picture is on {shop}/basket nowhere"),
    ],
)
async def test_a_broken_contract_is_told_with_page_and_count(
    tmp_path: Path, shop: str, element: str, told: str
) -> None:
    (problem,) = (await proven(tmp_path, site_yaml({"one": element}), shop)).problems
    assert (problem.severity, problem.code) == (Severity.ERROR, "element-contract")
    assert told.format(shop=shop) in problem.message
    assert str(problem).startswith("site.yaml:4:3  error  element-contract\n")


async def test_pages_are_found_by_the_shops_own_links(tmp_path: Path, shop: str) -> None:
    pages = 'item: { path: "/p/{name}" }, old: { path: /index.php, query: { route: product/category } }'
    elements = {
        "sku": '{ found_on: item, css: ".sku", expect: exactly_one }',
        "crumb": '{ found_on: old, css: ".breadcrumb b.category", expect: exactly_one }',
    }
    assert (await proven(tmp_path, site_yaml(elements, pages), shop)).problems == []


async def test_a_page_that_no_link_leads_to_is_a_warning(tmp_path: Path, shop: str) -> None:
    text = site_yaml({"number": '{ found_on: thanks, css: "#n" }'}, 'thanks: { path: "/order/{n}" }')
    (problem,) = (await proven(tmp_path, text, shop)).problems
    assert (problem.severity, problem.code) == (Severity.WARNING, "page-unseen")
    assert 'no page "thanks" was found' in problem.message


async def test_another_sites_links_are_left_alone(tmp_path: Path) -> None:
    page = b'<a href="http://127.0.0.1:9/x">x</a><a href="//127.0.0.1:9/y">y</a><a href="mailto:a@b.example">z</a>'
    async with scripted([ok(page, HTML)]) as origin:
        found = await proven(tmp_path, site_yaml({"one": '{ css: "a", expect: at_least_one }'}), origin.url)
        assert found.lines == [f"200 {origin.url}/", f"200 {origin.url}/basket"]


async def test_a_shop_without_end_is_left_after_some_pages(tmp_path: Path) -> None:
    scripts = [[ok(b'<a href="/%d">on</a>' % number, HTML)] for number in range(100)]
    text = site_yaml({"one": '{ found_on: far, css: "b" }'}, "far: { path: /far/* }")
    async with scripted(*scripts) as origin:
        found = await proven(tmp_path, text, origin.url)
    assert len(found.lines) == 40
    assert [problem.code for problem in found.problems] == ["page-unseen"]


async def test_a_link_that_is_none_is_left_alone(tmp_path: Path) -> None:
    page = b'<a href="http://[x">x</a><a href="//h:99999/">y</a><a href="">z</a><a href="%zz">0</a>'
    async with scripted([ok(page, HTML)]) as origin:
        found = await proven(tmp_path, site_yaml({"one": '{ css: "a", expect: at_least_one }'}), origin.url)
    assert found.problems == []


async def test_one_page_that_fails_costs_no_other(tmp_path: Path) -> None:
    text = site_yaml({"one": '{ found_on: cart, css: "a", expect: exactly_one }'})
    async with scripted([ok(b"home", HTML)], [b"nonsense\r\n\r\n"]) as origin:
        found = await proven(tmp_path, text, origin.url)
    assert [line[:3] for line in found.lines] == ["200", "---"]
    assert [problem.code for problem in found.problems] == ["page-unseen"]


async def test_a_shop_that_is_not_there_is_told(tmp_path: Path) -> None:
    upstream = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(FetchError, match=f"^{upstream}/ does not answer: connection refused$"):
        await proven(tmp_path, site_yaml({"one": '{ css: "#header" }'}), upstream)
