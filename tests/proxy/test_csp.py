import pytest

from proxy.csp import Policies, Use, policies


def page(*lines: str, site: str = "https://www.shop.example", meta: tuple[str, ...] = ()) -> Policies:
    return policies(tuple((b"Content-Security-Policy", line.encode()) for line in lines), site, meta)


def styles(*lines: str) -> bool:
    return page(*lines).allows_inline(Use.STYLE)


def loads(source: str, path: str = "/.devanture/ribbon.css", site: str = "https://www.shop.example") -> bool:
    return page(f"style-src {source}", site=site).allows_own(Use.STYLE, path)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("",),
        ("img-src 'none'; script-src 'none'",),
        ("default-src 'none'; style-src 'unsafe-inline'",),
        ("style-src 'none'; style-src-elem 'unsafe-inline'",),
        ("style-src 'UNSAFE-INLINE'; style-src 'none'",),
    ],
)
def test_inline_styles_that_act(lines: tuple[str, ...]) -> None:
    assert styles(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        ("default-src 'self'",),
        ("style-src",),
        ("style-src 'none'",),
        ("STYLE-SRC *",),
        ("style-src 'unsafe-inline' 'nonce-abc'",),
        ("style-src 'unsafe-inline' 'sha256-AAAA'",),
        ("style-src 'unsafe-inline'", "default-src 'self'"),
        ("style-src 'unsafe-inline', style-src 'self'",),
        ("style-src 'unsafe-inline'; style-src-elem 'self'",),
    ],
)
def test_inline_styles_that_do_not(lines: tuple[str, ...]) -> None:
    assert not styles(*lines)


def test_a_meta_policy_counts_as_well() -> None:
    assert not page("img-src *", meta=("style-src 'self'",)).allows_inline(Use.STYLE)


def test_a_policy_that_only_reports_forbids_nothing() -> None:
    assert policies(((b"Content-Security-Policy-Report-Only", b"default-src 'none'"),), "").each == ()


def test_a_style_attribute_has_its_own_directive_and_no_nonce() -> None:
    found = page("style-src 'nonce-abc'; style-src-attr 'unsafe-inline'")
    assert found.allows_inline(Use.STYLE_ATTRIBUTE)
    assert not page("style-src 'nonce-abc'").allows_inline(Use.STYLE_ATTRIBUTE, "abc")


def test_the_pages_own_nonce_lets_a_script_act() -> None:
    found = page("script-src 'nonce-r4nd0m' 'strict-dynamic'")
    assert found.nonce(Use.SCRIPT) == "r4nd0m"
    assert found.allows_inline(Use.SCRIPT, "r4nd0m")
    assert found.allows_own(Use.SCRIPT, "/.devanture/a.js", "r4nd0m")
    assert not found.allows_inline(Use.SCRIPT)
    assert not found.allows_inline(Use.SCRIPT, "R4nd0m")
    assert not found.allows_own(Use.SCRIPT, "/.devanture/a.js")


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("script-src 'self'",),
        ("script-src 'sha256-AAAA'",),
        ("script-src 'nonce-abc'", "script-src 'nonce-def'"),
        ("script-src 'nonce-abc'; sandbox allow-forms",),
        ("style-src 'nonce-abc'; script-src 'none'",),
    ],
)
def test_where_no_nonce_does(lines: tuple[str, ...]) -> None:
    assert page(*lines).nonce(Use.SCRIPT) == ""


def test_two_policies_may_share_a_nonce() -> None:
    assert page("script-src 'nonce-abc' 'nonce-def'", "default-src 'nonce-def'").nonce(Use.SCRIPT) == "def"


@pytest.mark.parametrize(
    "source",
    [
        "'self'", "*", "https:", "http:", "www.shop.example", "https://www.shop.example", "http://www.shop.example",
        "*.shop.example", "*.example", "https://*", "https://www.shop.example:443", "www.shop.example:*",
        "https://www.shop.example/.devanture/", "https://www.shop.example/.devanture/ribbon.css", "'none' 'self'",
        "https://WWW.shop.example/",
    ],
)  # fmt: skip
def test_sources_that_cover_our_file(source: str) -> None:
    assert loads(source)


@pytest.mark.parametrize(
    "source",
    [
        "", "'none'", "'unsafe-inline'", "data:", "ws:", "cdn.example", "shop.example", "*.www.shop.example",
        "https://www.shop.example:8443", "https://www.shop.example/css/", "https://www.shop.example/.Devanture/",
        "https://www.shop.example/.devanture", "ftp://www.shop.example", "'nonce-abc'",
    ],
)  # fmt: skip
def test_sources_that_do_not(source: str) -> None:
    assert not loads(source)


def test_a_port_has_to_be_named() -> None:
    assert loads("localhost:8080", site="http://localhost:8080")
    assert loads("'self'", site="http://localhost:8080")
    assert not loads("localhost", site="http://localhost:8080")
    assert not loads("https:", site="http://localhost:8080")


def test_a_sandbox_runs_no_script() -> None:
    assert not page("sandbox").allows_inline(Use.SCRIPT)
    assert not page("sandbox").allows_own(Use.SCRIPT, "/a.js")
    assert page("sandbox allow-scripts").allows_inline(Use.SCRIPT)
    assert page("sandbox").allows_inline(Use.STYLE)


def test_a_page_in_a_sandbox_is_of_no_site_that_it_could_tell() -> None:
    assert not page("sandbox allow-scripts").allows_own(Use.CONNECT, "/a")
    assert page("sandbox allow-same-origin").allows_own(Use.CONNECT, "/a")


def test_strict_dynamic_means_scripts_alone() -> None:
    assert not page("script-src 'self' 'strict-dynamic'").allows_own(Use.SCRIPT, "/a.js")
    assert page("connect-src 'self' 'strict-dynamic'").allows_own(Use.CONNECT, "/beacon")
    assert not page("script-src 'self'", "connect-src 'none'").allows_own(Use.CONNECT, "/beacon")


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("", True),
        ("script-src 'self'; trusted-types one", True),
        ("require-trusted-types-for 'script'", False),
        ("default-src 'self', Require-Trusted-Types-For 'SCRIPT'; trusted-types *", False),
    ],
)
def test_a_page_that_wants_trusted_types_takes_no_markup_of_a_script(policy: str, allowed: bool) -> None:
    assert (
        policies(((b"Content-Security-Policy", policy.encode()),), "https://www.shop.example").allows_markup()
        is allowed
    )
