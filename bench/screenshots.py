"""The pictures of `docs/images`: each view at three widths, light and dark.

python bench/screenshots.py --work build/screenshots --out docs/images
"""

import argparse
import io
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from page import browser, index, served
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = {390: 844, 1280: 800, 1920: 1080}
QUESTION = "Which companies bid for the terminal?"
SET = "examples/questions.jsonl"
N_COLOURS = 128


def main() -> None:
    """Take the pictures."""
    raw = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--work", type=Path, required=True, help="a folder for what is made")
    parser.add_argument("--out", type=Path, required=True, help="where the pictures go")
    parser.add_argument("--widths", type=int, nargs="+", default=list(WIDTHS))
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    index(options.work / "library", Path("examples/documents"))
    log = options.work / "chat.txt"
    with served(options.work / "library", log) as address, browser() as chromium:
        evaluate(chromium, address)
        for width, theme, view in product(options.widths, ("light", "dark"), VIEWS):
            picture = take(chromium, address, width, theme, VIEWS[view])
            picture.save(options.out / f"{view}-{width}-{theme}.png", optimize=True)


def take(
    chromium: "Browser", address: str, width: int, theme: str, show: Callable[["Page"], None]
) -> Image.Image:
    """A picture of a view, in so many colours as it needs to look right."""
    context = chromium.new_context(
        viewport={"width": width, "height": WIDTHS.get(width, 800)},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.get_by_role("heading", name="Ask a question").wait_for()
    page.wait_for_timeout(800)
    show(page)
    page.wait_for_timeout(600)
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return picture.convert("RGB").quantize(N_COLOURS, dither=Image.Dither.NONE)


def evaluate(chromium: "Browser", address: str) -> None:
    """Keep two evaluations, so that there is something to see."""
    page = chromium.new_page()
    page.goto(f"{address}?view=evaluate")
    page.wait_for_timeout(1500)
    page.locator("#pc-set-upload input[type=file]").set_input_files(SET)
    page.get_by_role("button", name="Run").wait_for()
    for n_kept, retriever in enumerate(("hybrid", "lexical"), start=1):
        page.get_by_label("Search", exact=True).select_option(retriever)
        page.get_by_role("button", name="Run").click()
        page.locator("#pc-evaluations tbody tr").nth(n_kept - 1).wait_for(timeout=120_000)
    page.close()


def show_ask(page: "Page") -> None:
    """An answer with its document."""
    page.get_by_label("Question", exact=True).fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator("#pc-source [aria-current=true]").wait_for(state="attached")


def show_conversations(page: "Page") -> None:
    """The list of conversations, over an answer."""
    show_ask(page)
    page.get_by_role("button", name="Conversations").click()
    page.locator(".pc-talk").first.wait_for()


def show_library(page: "Page") -> None:
    """The table of documents."""
    page.get_by_role("link", name="Library").click()
    page.locator(".pc-documents tbody tr").first.wait_for()


def show_evaluate(page: "Page") -> None:
    """Two evaluations, compared."""
    page.get_by_role("link", name="Evaluate").click()
    page.locator("#pc-evaluations tbody tr").nth(1).wait_for()
    page.wait_for_timeout(800)
    for box in page.locator("#pc-evaluations input[type=checkbox]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Compare two").click()
    page.frame_locator("iframe").get_by_role("heading", name="Measures").wait_for()


def show_settings(page: "Page") -> None:
    """The settings."""
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("heading", name="Settings").wait_for()


VIEWS = {
    "ask": show_ask,
    "conversations": show_conversations,
    "library": show_library,
    "evaluate": show_evaluate,
    "settings": show_settings,
}


if __name__ == "__main__":
    main()
