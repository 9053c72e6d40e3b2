"""One walk in Firefox: a second browser shows, opens and prints the same page.

Firefox is driven with its own protocol, Marionette, so no further package is needed.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import GUIDES

from browser.conftest import squeezed, unfolded
from browser.test_page import (
    START,
    address,
    before,
    card_of,
    longest,
    made,
    texts_of,
    told,
    ways,
)

pytestmark = pytest.mark.browser

NAMES = ("firefox", "firefox-esr")
PATIENCE = 60  # seconds
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " "}
PREFERENCES: dict[str, Any] = {
    "marionette.port": 0,  # any free one; Firefox writes it to a file in its profile
    "network.proxy.type": 1,  # nothing answers at this address, so the browser is offline
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.shell.checkDefaultBrowser": False,
}


def firefox() -> str:
    """Return the path of Firefox. Fail if there is none, because nothing would be tested."""
    named = os.environ.get("FIREFOX")
    for name in [named] if named else NAMES:
        if found := shutil.which(name):
            return found
    looked = f"$FIREFOX is {named!r}" if named else f"looked for {', '.join(NAMES)}"
    pytest.fail(f"No Firefox: {looked}. Try: apt-get install firefox-esr", pytrace=False)


class Firefox:
    """A running Firefox, and the connection that drives it.

    Each message is its length, a colon, and JSON: a command's type, number, name and parameters,
    or an answer's type, number, error and result.
    """

    def __init__(self, profile: Path) -> None:
        preferences = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
                       for name, value in PREFERENCES.items())  # fmt: skip
        (profile / "user.js").write_text("".join(preferences), encoding="utf-8")
        words = ["--headless", "--marionette", "--no-remote", "--profile", profile]
        self.process = subprocess.Popen(
            [firefox(), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.socket: socket.socket | None = None
        self.number = 0
        try:
            port = self._port(profile / "MarionetteActivePort")
            self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            self._read()  # a greeting
            self("WebDriver:NewSession")
        except BaseException:
            self.close()
            raise

    def __call__(self, command: str, **parameters: Any) -> Any:
        """Send a command, and return its result."""
        assert self.socket
        self.number += 1
        sent = json.dumps([0, self.number, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(sent), sent))
        _, number, error, result = self._read()
        assert (number, error) == (self.number, None)
        return result.get("value") if isinstance(result, dict) else result

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression, or of a function without parameters."""
        code = f"const it = ({script}); return typeof it === 'function' ? it() : it"
        return self("WebDriver:ExecuteScript", script=code, args=[])

    def click(self, css: str) -> None:
        """Click the first element that matches and is visible."""
        find = "return [...document.querySelectorAll(arguments[0])].find(x => x.checkVisibility())"
        (element,) = self("WebDriver:ExecuteScript", script=find, args=[css]).values()
        self("WebDriver:ElementClick", id=element)

    def press(self, key: str) -> None:
        """Press a key, and release it."""
        strokes = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keys", "actions": strokes}]
        self("WebDriver:PerformActions", actions=actions)

    def printed(self) -> str:
        """Return the text of the page as printed."""
        from pypdf import PdfReader

        pdf = b64decode(self("WebDriver:Print", background=True))
        return "".join(side.extract_text() for side in PdfReader(BytesIO(pdf)).pages)

    def close(self) -> None:
        if self.socket:
            self.socket.close()
        self.process.terminate()
        self.process.wait(PATIENCE)

    def _port(self, path: Path) -> int:
        """Return the port that Firefox listens to, as soon as it is known."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if path.exists() and (text := path.read_text(encoding="utf-8")):
                return int(text)
            time.sleep(0.1)
        pytest.fail(f"Firefox does not start: {firefox()}", pytrace=False)

    def _read(self) -> Any:
        assert self.socket
        length = b""
        while (byte := self.socket.recv(1)) != b":":
            assert byte, "Firefox closed the connection"
            length += byte
        data = b""
        while len(data) < int(length):
            data += self.socket.recv(int(length) - len(data))
        return json.loads(data)


@pytest.fixture
def fox(tmp_path: Path) -> Iterator[Firefox]:
    profile = tmp_path / "profile"
    profile.mkdir()
    started = Firefox(profile)
    yield started
    started.close()


SHOWN = """[...document.querySelectorAll(".view")].filter(it => it.checkVisibility())
  .map(it => it.id)"""
CARD = """[...document.querySelectorAll(":is(.first-help, .card) :is(b, bdi)")]
  .filter(it => it.checkVisibility()).map(it => it.textContent)"""
FOCUS = """() => {
  const it = document.activeElement;
  return {
    link: it.closest(".choices") ? it.hash.slice(1) : "",
    part: it.matches("summary"),
    box: it.matches("input"),
    body: it === document.body || it === document.documentElement,
    on: it.checked ?? it.parentElement?.open,
    ring: parseFloat(getComputedStyle(it).outlineWidth) > 0,
  };
}"""
LINES = """() => [...document.querySelectorAll("main :is(h2, h3, th, b, bdi)")]
  .filter(it => it.checkVisibility() && !it.closest(".choices, .offers, .names, .start-only"))
  .map(it => it.textContent)"""
OPEN = """[...document.querySelectorAll("details")].filter(it => it.checkVisibility())
  .map(it => it.open)"""


def test_a_walk_in_firefox(fox: Firefox, tmp_path: Path) -> None:
    """Keys alone lead to an end with the command's card and lines, and open all of it."""
    page, answers = made(tmp_path / "page.html", GUIDES["shipped"]), longest("shipped")
    fox("WebDriver:Navigate", url=page.as_uri())
    assert fox.evaluate(SHOWN) == [START]
    for so_far in (*before(answers)[1:], answers):
        tab_to(fox, address(so_far))
        fox.press("Enter")
        assert fox.evaluate(SHOWN) == [address(so_far)]
    assert not ways("shipped", answers)
    document = told("shipped", address(answers))
    assert fox.evaluate(CARD) == card_of(document, "help", "answer")

    lines = fox.evaluate(unfolded(LINES))
    assert [text for text in texts_of("shipped", document) if text not in lines] == []

    closed = fox.evaluate(OPEN)
    assert not any(closed)
    used = keys_open_all(fox)
    assert used > len(closed)
    assert all(fox.evaluate(OPEN))
    fox.click("summary")
    assert fox.evaluate(OPEN) == [False] + [True] * (len(closed) - 1)

    fox.click(".answers a")
    assert fox.evaluate(SHOWN) == [START]
    fox("WebDriver:Back")
    assert fox.evaluate(SHOWN) == [address(answers)]


def test_what_is_closed_is_printed_by_firefox(fox: Firefox, tmp_path: Path) -> None:
    page = made(tmp_path / "page.html", GUIDES["shipped"])
    fox("WebDriver:Navigate", url=page.as_uri())
    prints_all_it_shows(fox)


@pytest.mark.xfail(reason="Firefox prints the first question: in a print, it has no :target")
def test_an_end_is_printed_by_firefox(fox: Firefox, tmp_path: Path) -> None:
    page = made(tmp_path / "page.html", GUIDES["shipped"])
    fox("WebDriver:Navigate", url=f"{page.as_uri()}#{address(longest('shipped'))}")
    prints_all_it_shows(fox)


def prints_all_it_shows(fox: Firefox) -> None:
    """Assert that every line of a view is printed, and that no part of it has to be opened."""
    lines, closed = fox.evaluate(unfolded(LINES)), fox.evaluate(OPEN)
    assert len(lines) > len(closed) > 0
    assert not any(closed)
    text = squeezed(fox.printed())
    assert [line for line in lines if squeezed(line) not in text] == []
    assert fox.evaluate(OPEN) == closed


def tab_to(fox: Firefox, at: str) -> None:
    """Press Tab until the answer that leads to an address has focus, visibly."""
    for _ in range(20):
        fox.press("Tab")
        focus = fox.evaluate(FOCUS)
        assert focus["ring"]
        if focus["link"] == at:
            return
    pytest.fail(f"Tab does not reach {at}")


def keys_open_all(fox: Firefox) -> int:
    """Open every part of a view and tick every box; return how many there are."""
    used = 0
    for _ in range(200):
        fox.press("Tab")
        focus = fox.evaluate(FOCUS)
        if focus["body"]:
            return used
        if focus["part"] or focus["box"]:
            fox.press("Space" if focus["box"] else "Enter")
            assert fox.evaluate(FOCUS)["on"]
            used += 1
    pytest.fail("Tab does not leave the page")


def test_a_machine_without_firefox_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIREFOX", "no-such-browser")
    with pytest.raises(pytest.fail.Exception, match="no-such-browser"):
        firefox()
    monkeypatch.delenv("FIREFOX")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.fail.Exception, match="apt-get install firefox-esr"):
        firefox()
