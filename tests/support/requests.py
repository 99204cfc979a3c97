"""Requests and a small site to test the proxy's pure parts with."""

from proxy.message import Head, Page
from proxy.track import Asked, asked_of
from rules.catalogue import Catalogue, Product
from rules.pages import PageName, PathPattern
from rules.privacy import ConsentCookie, Saying
from rules.reading import AddRequest, Form, Reading, Readings, Source, Topic
from rules.rulebook import Mode, Site

NOON = 1_795_000_000.0


def _css(selector: str, form: Form = Form.TEXT) -> Reading:
    return Reading(Source.CSS, selector, form)


SITE = Site(
    public_url="https://www.shop.example",
    pages=(
        PageName("home", PathPattern.of("/")),
        PageName("product", PathPattern.of("/p/{product}")),
        PageName("search", PathPattern.of("/search")),
        PageName("cart", PathPattern.of("/basket")),
        PageName("thanks", PathPattern.of("/order/{number}")),
        PageName("minicart", PathPattern.of("/fragment/minicart"), fragment=True),
    ),
    mode=Mode.CONSENT,
    cookies=(ConsentCookie("cookie_ok", {"personalise": Saying("1"), "marketing": Saying("m")}),),
    readings=Readings(
        product=(Topic(frozenset({"product"}), {"id": Reading(Source.PATH, "product"), "category": _css(".crumb")}),),
        basket=(Topic(frozenset({"cart"}), {"items": _css("#n", Form.COUNT), "value": _css("#sum", Form.MONEY)}),),
        order=(Topic(frozenset({"thanks"}), {"number": Reading(Source.PATH, "number"), "value": _css("#total")}),),
        search=(Topic(frozenset({"search"}), {"words": Reading(Source.QUERY, "q")}),),
        add=(
            AddRequest(PathPattern.of("/basket/add"), facts={"product": Reading(Source.FORM, "product")}),
            AddRequest(
                PathPattern.of("/index.php"),
                query={"route": PathPattern.of("cart/add")},
                facts={"product": Reading(Source.FORM, "id")},
                refused=("success", "false"),
            ),
        ),
    ),
    catalogue=Catalogue.of((Product("42", "Storm coat", "/p/42", category="Coats"),), {}),
    kept_query=frozenset({"utm_medium", "voucher"}),
)


def head(target: str = "/", method: str = "GET", form: bytes = b"", /, **fields: str) -> Head:
    """Return a request as a browser navigates; a field named `sec_fetch_dest` is `Sec-Fetch-Dest`."""
    given = {"host": "www.shop.example", "accept": "text/html"} | fields
    lines = ((name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in given.items())
    return Head(method, target, tuple(lines), "192.0.2.7", form=form, id="r1")


def asks(target: str = "/", method: str = "GET", form: bytes = b"", /, **fields: str) -> Asked:
    return asked_of(head(target, method, form, **fields), SITE)


def html(body: bytes | None = b"<p>x", /, *, status: int = 200, **fields: str) -> Page:
    given = {"content_type": "text/html; charset=utf-8"} | fields
    lines = tuple((name.replace("_", "-").encode(), value.encode()) for name, value in given.items())
    return Page(status, lines, "OK", body)
