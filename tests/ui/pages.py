"""A running chat, and a page of it in a real Chromium."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

N_SECONDS_TO_START = 120
PATIENCE_MS = 90_000  # The first question loads the encoder.
HOSTILE_TEXT = (
    "The zeppelin hangar at Quillfeather houses <script>window.ran = 1</script> and "
    "<img src=x onerror='window.ran = 2'> beside &amp; **bold** {{ value }} ${value}."
)

OpenPage = Callable[..., "Page"]


def pincite(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "qa.cli", *map(str, arguments)]


@contextmanager
def serving(library: Path, folder: Path, *options: str) -> Iterator[str]:
    """The address of a running `pincite chat`, which must keep no file of a conversation.

    Args:
        library: What is asked.
        folder: An empty folder for its log and its temporary files.
        options: Further options of the command.
    """
    log, temporary = folder / "chat.txt", folder / "temporary"
    temporary.mkdir()
    command = pincite("chat", "--port", "0", "--no-open", "--library", library, *options)
    environment = {**os.environ, "TMPDIR": str(temporary), "GRADIO_TEMP_DIR": str(temporary)}
    with (
        log.open("w", encoding="utf-8") as stderr,
        subprocess.Popen(
            command, cwd=ROOT, stdout=stderr, stderr=stderr, env=environment
        ) as server,
    ):
        try:
            yield announced_address(server, log)
        finally:
            server.terminate()
            server.wait(timeout=20)
    assert "Traceback" not in log.read_text(encoding="utf-8")
    assert [each for each in temporary.rglob("*") if each.is_file()] == []


def announced_address(server: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + N_SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        if match := re.search(r"http://127\.0\.0\.1:\d+/", log.read_text(encoding="utf-8")):
            return match[0]
        time.sleep(0.1)
    raise AssertionError(f"the chat did not start:\n{log.read_text(encoding='utf-8')}")


def is_own(url: str, address: str) -> bool:
    return urlsplit(url).scheme in {"data", "blob"} or url.startswith(address)


def ask(page: "Page", question: str) -> "Locator":
    """Ask, and return the turn with what came of it."""
    turns = page.locator(".pc-turn")
    n_before = turns.count()
    page.get_by_label("Question", exact=True).fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    turn = turns.nth(n_before)
    turn.locator("blockquote, .pc-verdict, .pc-problem").first.wait_for()
    return turn


def cited(page: "Page") -> "Locator":
    return page.locator("#pc-source [aria-current=true]")


def no_sideways_scroll(page: "Page") -> bool:
    # Every scrolling part counts, not only the page.
    return bool(
        page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll("main *")]
                 .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX)
                   || e === document.documentElement)
                 .every((e) => e.scrollWidth <= e.clientWidth)"""
        )
    )


def is_in_view(locator: "Locator") -> bool:
    return bool(
        locator.evaluate(
            """(e) => { const box = e.getBoundingClientRect();
                 return box.top >= 0 && box.top < innerHeight; }"""
        )
    )
