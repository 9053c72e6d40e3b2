"""The test harness itself: it notices every kind of fault in a page."""

from pathlib import Path

import pytest

from browser.conftest import PHONE, axe, chromium, printed, sideways

pytestmark = pytest.mark.browser

POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"


def written(folder: Path, body: str, head: str = "") -> Path:
    path = folder / "page.html"
    path.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8>{head}<title>T</title>"
        f"<body><main><h1>T</h1>{body}</main>",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("head", ["", POLICY], ids=["no-policy", "policy"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("address", ["https://example.org/a.png", "beside.png"])
def test_a_request_is_noticed(
    visit, tmp_path: Path, address: str, scripts: bool, head: str
) -> None:
    path = written(tmp_path, f"<img src='{address}' alt=''>", head)
    with pytest.raises(AssertionError, match=f"request .*{address}"), visit(path, scripts=scripts):
        pass


@pytest.mark.parametrize(
    ("script", "noticed"),
    [
        ("alert(1)", "dialog 1"),
        ("console.error('broken')", "console broken"),
        ("throw Error('broken')", "error .*broken"),
        ("fetch('https://example.org')", "request https://example.org"),
    ],
)
def test_a_script_is_noticed(visit, tmp_path: Path, script: str, noticed: str) -> None:
    path = written(tmp_path, f"<script>{script}</script>")
    with pytest.raises(AssertionError, match=noticed), visit(path):
        pass
    with visit(path, scripts=False):
        pass
    path = written(tmp_path, f"<script>{script}</script>", POLICY)
    with pytest.raises(AssertionError, match="console Executing inline script"), visit(path):
        pass
    with pytest.raises(AssertionError, match=noticed), visit(path, policy=False):
        pass


@pytest.mark.parametrize(
    "body",
    [
        "<p style='white-space: nowrap'>" + "wide " * 100,
        "<p style='white-space: nowrap; direction: rtl'>" + "wide " * 100,
        "<p style='white-space: nowrap; overflow: hidden'>" + "wide " * 100,
        "<p style='width: 400px'>box",
    ],
    ids=["right", "left", "cut", "box"],
)
def test_what_is_too_wide_is_noticed(visit, tmp_path: Path, body: str) -> None:
    with visit(written(tmp_path, body), width=PHONE) as page:
        assert sideways(page)


@pytest.mark.parametrize("style", ["overflow-x: auto", "display: none"])
def test_a_part_that_scrolls_or_is_hidden_is_not(visit, tmp_path: Path, style: str) -> None:
    body = f"<div style='{style}'><p style='white-space: nowrap'>{'wide ' * 100}</div>"
    with visit(written(tmp_path, body), width=PHONE) as page:
        assert sideways(page) == []


def test_a_bar_to_a_reader_is_noticed(visit, tmp_path: Path) -> None:
    """A fault is found only in the color scheme that has it, and axe's newest rules are enabled."""
    dark = "<style>@media (prefers-color-scheme: dark) { p { color: #ddd } }</style>"
    with visit(written(tmp_path, "<p>Pale</p>", dark)) as page:
        assert axe(page) == []
    with visit(written(tmp_path, "<p>Pale</p>", dark), scheme="dark") as page:
        assert axe(page) == ["color-contrast: p"]
    small = "<button aria-label=x style='display: block; height: 8px; padding: 0'></button>" * 2
    with visit(written(tmp_path, small)) as page:
        assert [rule.split(":")[0] for rule in axe(page)] == ["target-size"]


def test_a_fault_is_noticed_beside_hidden_sections(visit, tmp_path: Path) -> None:
    """Without hidden sections, axe finds the same faults. The sections are then restored."""
    hidden = "<section id=a hidden><p>Out</p></section><section id=b hidden></section>"
    pale = "<section id=c><p style='color: #ddd'>Pale</p></section>"
    with visit(written(tmp_path, hidden + pale + hidden.replace("id", "class"))) as page:
        before = page.content()
        assert axe(page) == axe(page, whole=False) == ["color-contrast: #c > p"]
        assert page.content() == before
        page.evaluate("document.querySelector('#b').hidden = false")
        page.evaluate("document.querySelector('#b').innerHTML = '<img>'")
        faults = [rule.split(":")[0] for rule in axe(page, whole=False)]
        assert sorted(faults) == ["color-contrast", "image-alt"]


def test_what_is_printed_is_measured(visit, tmp_path: Path) -> None:
    """Sizes include the scale of a drawing, and a margin has room for the browser's header."""
    body = "<svg viewBox='0 0 10 10' width=20px><text y=8 font-size=6>S</text></svg>"
    for margin in (0, 12):
        style = f"<style>body {{ font: 12pt serif }} @page {{ margin: {margin}mm }}</style>"
        with visit(written(tmp_path, f"<p>Read me</p>{body}", style)) as page:
            bare, whole = (printed(page, "A4", with_header=it).runs for it in (False, True))
            sizes = {run.text: round(run.size, 1) for run in bare}
            assert sizes == {"T": 24.0, "Read me": 12.0, "S": 9.0}
            assert (len(whole) > len(bare)) == (margin > 0)


def test_a_machine_without_a_browser_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    with pytest.raises(pytest.fail.Exception, match="no-such-browser"):
        chromium()
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        chromium()
