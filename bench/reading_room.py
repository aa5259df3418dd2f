"""How quickly the page of `pincite chat` is there, answers, and opens a long document.

    python bench/reading_room.py --work build/reading-room

In a Chromium on the same machine, each page in a context of its own, so that nothing is cached:

- the first page: from asking for it, once the server is up, until the question box can be typed in;
- the first words: from Enter until a quote stands in the page, the sample documents, warm; beside
  it the same question put to the endpoint `/ask`, which is the answer without the page;
- a document of 5,000 paragraphs, one of them of a single word of 10,000 characters, opened by its
  address, and the longest time during which the page could not have answered.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from gradio_client import Client
from page import browser, index, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUESTIONS = (
    "How many megawatts will the dam generate?",
    "Which companies bid for the terminal?",
    "Does a radio message count as a notification?",
    "Who kept the second set of books at Pesquera Almirola?",
    "Was a ransom paid for the engineers?",
)
# In the page itself: the program's own waiting is no part of it.
UNTIL_WORDS = """() => {
  const entered = () => (window.entered = performance.now());
  addEventListener("keydown", entered, { capture: true, once: true });
  const seen = new MutationObserver(() => {
    if (!document.querySelector("blockquote")) return;
    window.words = performance.now();
    seen.disconnect();
  });
  seen.observe(document.body, { subtree: true, childList: true });
}"""
LONGEST_FRAME = """() => new Promise((done) => {
  let last = performance.now(), longest = 0;
  const tick = (now) => {
    longest = Math.max(longest, now - last);
    last = now;
    if (window.opened) done(longest); else requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})"""


def main() -> None:
    """Measure, and print a table."""
    raw = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--work", type=Path, required=True, help="a folder for what is made")
    parser.add_argument("-n", type=int, default=20, help="how often each is measured")
    parser.add_argument("--paragraphs", type=int, default=5_000, help="of the long document")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    samples, ledger = options.work / "samples", options.work / "ledger"
    long, log = options.work / "long.jsonl", options.work / "chat.txt"
    write_long(long, options.paragraphs)
    index(samples, Path("examples/documents"))
    index(ledger, long)
    with served(samples, log) as address, browser() as chromium:
        pages = [first_page(chromium, address) for _ in range(options.n)]
        words = first_words(chromium, address, options.n)
        alone = without_page(address, options.n)
    with served(ledger, log) as address, browser() as chromium:
        opened = [open_long(chromium, address, options.paragraphs) for _ in range(3)]
    print(f"first page, {len(pages)} times: {told(pages)}")
    print(f"first words, {len(words)} questions: {told(words)}")
    print(f"the same by /ask: {told(alone)}")
    print(
        f"{options.paragraphs:,} paragraphs opened, 3 times: {told([each[0] for each in opened])}"
    )
    print(f"longest time without an answer to the reader: {max(each[1] for each in opened):.0f} ms")


def told(seconds: Sequence[float]) -> str:
    """Median and the 95th percentile."""
    p50, p95 = np.percentile(np.array(seconds) * 1000, (50, 95))
    return f"p50 {p50:,.0f} ms, p95 {p95:,.0f} ms"


def write_long(path: Path, n_paragraphs: int) -> None:
    """A document of many paragraphs, one of a single word."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(1, n_paragraphs + 1):
            text = f"On day {n} the ledger of Sablemere records {n * 7 % 911} crates of salt."
            line = {
                "doc_id": "ledger",
                "paragraph": str(n),
                "text": text if n != 9 else "w" * 10_000,
            }
            file.write(json.dumps(line) + "\n")


def first_page(chromium: "Browser", address: str) -> float:
    """Seconds until the page can be used."""
    context = chromium.new_context()
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address)
    page.locator("#pc-box textarea").wait_for()
    seconds = time.perf_counter() - began
    context.close()
    return seconds


def first_words(chromium: "Browser", address: str, n: int) -> list[float]:
    """Seconds from Enter to a quote, each question in a conversation of its own."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    box = page.locator("#pc-box textarea")

    def ask(question: str) -> float:
        page.get_by_role("button", name="New", exact=True).click()
        page.locator("blockquote").first.wait_for(state="detached")
        box.fill(question)
        page.evaluate(f"void ({UNTIL_WORDS})()")
        box.press("Enter")
        page.locator("blockquote").first.wait_for()
        return float(page.evaluate("window.words - window.entered")) / 1000

    box.wait_for()
    page.wait_for_timeout(1000)
    seconds = timed(ask, n)
    context.close()
    return seconds


def without_page(address: str, n: int) -> list[float]:
    """Seconds that the same questions take without the page."""
    client = Client(address, verbose=False)

    def ask(question: str) -> float:
        began = time.perf_counter()
        client.predict(question, api_name="/ask")
        return time.perf_counter() - began

    return timed(ask, n)


def timed(ask: Callable[[str], float], n: int) -> list[float]:
    """What asking takes, once each question has been asked."""
    for question in QUESTIONS:
        ask(question)
    return [ask(QUESTIONS[number % len(QUESTIONS)]) for number in range(n)]


def open_long(chromium: "Browser", address: str, n_paragraphs: int) -> tuple[float, float]:
    """Seconds until the last of many paragraphs is in view, and the longest frame in ms."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address)
    page.locator("#pc-box textarea").wait_for()
    page.wait_for_timeout(1500)
    page.evaluate(f"void (window.longest = ({LONGEST_FRAME})())")
    began = time.perf_counter()
    opens = json.dumps({"doc_id": "ledger", "paragraph": str(n_paragraphs), "start": 0, "end": 0})
    page.evaluate(
        "(detail) => document.dispatchEvent(new CustomEvent('pincite:open', { detail }))", opens
    )
    page.locator("#pc-source [aria-current=true]").wait_for(timeout=60_000)
    seconds = time.perf_counter() - began
    longest = page.evaluate("window.opened = true, window.longest")
    context.close()
    return seconds, float(longest)


if __name__ == "__main__":
    main()
