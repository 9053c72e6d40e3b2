"""Shared helpers for the browser tests: Chromium, monitored pages, and checks of those pages.

Playwright, axe and pypdf are imported where they are used, because a plain `pytest` run also loads
this file and must not need them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    Visit = Callable[..., AbstractContextManager[Page]]

PHONE, DESK = 320, 1280
NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """Return the path of Chromium. Fail if there is none, because nothing would be tested."""
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else NAMES:
        if found := shutil.which(name):
            return found
    looked = f"$CHROMIUM is {named!r}" if named else f"looked for {', '.join(NAMES)}"
    pytest.fail(f"No Chromium: {looked}. Try: apt-get install chromium", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for each worker."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.fail("No playwright. Try: pip install -e '.[browser]'", pytrace=False)
    # Playwright disables Chromium's sandbox, which cannot run as root, so no option is needed.
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium())
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser) -> Visit:
    """Return a function that opens a file in a `with` statement. See `visiting`."""
    return partial(visiting, browser)


@contextmanager
def visiting(
    browser: Browser,
    path: Path,
    *,
    width: int = DESK,
    height: int = 800,
    scale: float = 1,
    scheme: str = "light",
    scripts: bool = True,
    policy: bool = True,
    others: Iterable[Path] = (),
) -> Iterator[Page]:
    """Open a file as a reader would. Assert that it made no requests and caused no errors.

    ``others`` are files that its links lead to.

    Without its ``policy``, a page must be safe through escaping alone. Without ``scripts``, the
    page runs none, but a test can still evaluate its own. axe needs ``scripts``.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme=scheme,
        java_script_enabled=scripts,
        bypass_csp=not policy,
        offline=True,  # requests from a bad page are recorded but go nowhere
    )
    try:
        noticed = watch(context)
        page = context.new_page()
        page.goto(path.as_uri())
        yield page
        page.evaluate("0")  # a round trip: all earlier events arrive before its answer
        assert set(noticed) == {f"request {file.as_uri()}" for file in (path, *others)}
    finally:
        context.close()


def watch(context: BrowserContext) -> list[str]:
    """Return a list that collects the requests, errors and dialogs of every window."""
    noticed: list[str] = []

    def dialog(it: Any) -> None:
        noticed.append(f"dialog {it.message}")
        it.dismiss()  # an open dialog would block the page forever

    def console(it: Any) -> None:
        if it.type == "error":
            noticed.append(f"console {it.text}")

    context.on("request", lambda it: noticed.append(f"request {it.url.split('#')[0]}"))
    context.on("weberror", lambda it: noticed.append(f"error {it.error}"))
    context.on("dialog", dialog)
    context.on("console", console)
    return noticed


def axe(page: Page, *, whole: bool = True, rules: list[str] = AXE) -> list[str]:
    """Return each rule that the page violates according to axe-core, with the elements at fault.

    ``rules`` are names of rules, or of groups of them.

    The page keeps its policy: axe is injected through the debugger, which no policy restricts.
    Unless ``whole``, hidden sections are removed during the check: on a page with many views,
    axe then takes a third of the time. In hidden elements, it checks little besides the IDs,
    so a test needs to check the whole page only once.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):  # a long script, so inject it once per page
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    run = "options => axe.run(options)"
    found = page.evaluate(run if whole else VISIBLE.format(run=run), options)
    return [
        f"{rule['id']}: {', '.join(str(node['target'][0]) for node in rule['nodes'])}"
        for rule in found["violations"]
    ]


VISIBLE = """async options => {{
  const hidden = [...document.querySelectorAll("main > *, .sources li")]
    .filter(it => !it.checkVisibility())
    .map(it => [document.createComment(""), it]);
  for (const [place, it] of hidden) it.replaceWith(place);
  try {{ return await ({run})(options) }}
  finally {{ for (const [place, it] of hidden) place.replaceWith(it) }}
}}"""


def unfold(page: Page) -> None:
    """Open every part that can be opened, whether or not it is in the current view."""
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")


def unfolded(script: str) -> str:
    """Return a script that sees every part of a page opened, and leaves the parts as they were."""
    return f"""() => {{
      const closed = [...document.querySelectorAll("details:not([open])")];
      for (const it of closed) it.open = true;
      try {{ return ({script})() }} finally {{ for (const it of closed) it.open = false }}
    }}"""


def sideways(page: Page) -> list[str]:
    """Return the texts that a reader could see only by scrolling sideways, or not at all.

    If text is in an element that scrolls by itself, such as a wide table, the element's box counts.
    """
    return page.evaluate(SIDEWAYS)


SIDEWAYS = """() => {
  const root = document.scrollingElement, width = root.clientWidth, found = [];
  if (root.scrollWidth > width) found.push(`the page: ${root.scrollWidth} px in ${width}`);
  const scrolls = box => /auto|scroll/.test(getComputedStyle(box).overflowX);
  const boxes = node => {
    for (let box = node.parentElement; box !== document.body; box = box.parentElement)
      if (scrolls(box)) return [box.getBoundingClientRect()];
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
    if (boxes(node).some(box => box.left < -0.5 || box.right > width + 0.5))
      found.push(node.data.trim().slice(0, 40));
  }
  return found;
}"""


class Run(NamedTuple):
    """A run of text in a PDF: its side, its size, and its place from the left and the bottom."""

    side: int
    size: float
    x: float
    y: float
    text: str


class Printed(NamedTuple):
    """The text of each printed side, and each run of text in points, as it is on the paper."""

    sides: list[str]
    runs: list[Run]


def printed(page: Page, paper: str, *, with_header: bool = False) -> Printed:
    """Print a page as from the print dialog.

    With ``with_header``, the browser adds the date, title, address and number of each page, if
    the page's margins have room for them.
    """
    from io import BytesIO

    from pypdf import PdfReader

    options = {"prefer_css_page_size": False, "display_header_footer": with_header}
    pdf = page.pdf(format=paper, **options)
    found = Printed([], [])
    for number, side in enumerate(PdfReader(BytesIO(pdf)).pages):

        def visit(
            text: str, cm: Any, tm: Any, font: Any, size: float, number: int = number
        ) -> None:
            (x, y), (right, up) = moved(cm, *tm[4:]), moved(cm, tm[4] + tm[0], tm[5] + tm[1])
            if text.strip():
                scale = hypot(right - x, up - y)
                found.runs.append(Run(number, size * scale, x, y, text.strip()))

        found.sides.append(side.extract_text(visitor_text=visit))
    return found


def moved(matrix: Any, x: float, y: float) -> tuple[float, float]:
    """Return a point as a PDF's transformation matrix moves it."""
    a, b, c, d, e, f = matrix
    return x * a + y * c + e, x * b + y * d + f


def squeezed(text: str) -> str:
    """Remove spaces, which vary with line breaks and columns, and split ligatures."""
    return "".join(normalize("NFKC", text).split())
