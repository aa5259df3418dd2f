"""What the programs of `bench/` that look at the page share: a server, and a browser."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_SECONDS = 120


def index(library: Path, *documents: Path) -> None:
    """Read documents into a library."""
    command = [sys.executable, "-m", "qa.cli", "index", *map(str, documents)]
    subprocess.run([*command, "--library", str(library)], check=True, capture_output=True)


@contextmanager
def served(library: Path, log: Path) -> Iterator[str]:
    """The address of a chat over a library; what it says goes to `log`."""
    command = [sys.executable, "-m", "qa.cli", "chat", "--port", "0", "--library", str(library)]
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(command, stdout=said, stderr=said) as server,
    ):
        try:
            yield _announced(server, log)
        finally:
            server.terminate()


def _announced(server: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if match := re.search(r"http://127\.0\.0\.1:\d+/", log.read_text(encoding="utf-8")):
            return match[0]
        time.sleep(0.01)
    raise SystemExit(f"the chat did not start:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def browser() -> Iterator["Browser"]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield opened
        finally:
            opened.close()
