"""An answer that a language model writes, and stopping it, in a real Chromium."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.qa.llm.scripted_server import Script, ScriptedServer
from tests.ui.pages import OpenPage, ask, no_sideways_scroll, serving

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

QUESTION = "How many megawatts will the dam generate?"
TRUE = "The dam is to generate 210 megawatts."
UNCHECKED = "Petrov was paid"

pytestmark = [pytest.mark.browser, pytest.mark.model]


def write(passages: dict[str, str]) -> str:
    """One sentence that is true, and one that never ends."""
    marker = next(marker for marker, text in passages.items() if "210 megawatts" in text)
    return f"{TRUE} {marker} {UNCHECKED} {'very ' * 500}"


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedServer]:
    with ScriptedServer(Script()) as server:
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def address(
    library: Path, model: ScriptedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    options = ("--llm", "scripted", "--llm-url", model.url)
    with serving(library, tmp_path_factory.mktemp("chat"), *options) as address:
        yield address


def is_shown_as_stopped(page: "Page", turn: "Locator") -> None:
    turn.get_by_text("Stopped before the language model had finished").wait_for()
    page.get_by_role("button", name="Stop").wait_for(state="hidden")
    assert turn.locator(".pc-question").inner_text() == QUESTION
    assert "210 megawatts" in turn.locator("blockquote").first.inner_text()
    assert UNCHECKED not in page.locator("body").inner_text()
    assert no_sideways_scroll(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_written_is_stopped_and_what_was_checked_stays(
    open_page: OpenPage, model: ScriptedServer, width: int
) -> None:
    model.script = script = Script(write, pause=0.05)
    page = open_page(width=width, height=844)
    stop = page.get_by_role("button", name="Stop")
    assert not stop.is_visible(), "nothing is being written"
    turn = ask(page, QUESTION)
    turn.locator(".pc-statements").get_by_text(TRUE).wait_for()
    assert no_sideways_scroll(page)
    stop.click()
    is_shown_as_stopped(page, turn)
    assert turn.locator(".pc-statements li").count() == 1
    assert script.hung_up.wait(5), "the server goes on writing"

    model.script = Script(lambda passages: write(passages).split(UNCHECKED)[0])
    again = ask(page, QUESTION)
    again.locator(".pc-statements").get_by_text(TRUE).wait_for()
    again.get_by_text("is writing").wait_for(state="detached")
    assert again.get_by_text("Stopped before").count() == 0, "the next one is written to its end"


@pytest.mark.parametrize(
    "script", [Script(write, delay=300), Script(write, pause=300)], ids=["at first", "later"]
)
def test_escape_stops_a_model_that_is_silent(
    open_page: OpenPage, model: ScriptedServer, script: Script
) -> None:
    model.script = script
    page = open_page()
    turn = ask(page, QUESTION)
    turn.get_by_text("is writing").wait_for()
    assert script.begun.wait(20)
    page.keyboard.press("Escape")
    is_shown_as_stopped(page, turn)
    assert turn.locator(".pc-statements").count() == 0
    assert script.hung_up.wait(5), "the connection stays open"
    box = page.get_by_label("Question", exact=True)
    assert box.evaluate("(e) => e === document.activeElement")
    page.keyboard.press("Escape")  # there is nothing to stop
    assert page.get_by_role("button", name=re.compile("Save as Word")).is_visible()


def test_who_leaves_stops_the_model(open_page: OpenPage, model: ScriptedServer) -> None:
    model.script = script = Script(write, pause=300)
    page = open_page()
    ask(page, QUESTION).get_by_text("is writing").wait_for()
    assert script.begun.wait(20)
    page.close()
    assert script.hung_up.wait(20), "the connection stays open"


def test_one_session_does_not_stop_another(open_page: OpenPage, model: ScriptedServer) -> None:
    model.script = script = Script(write, pause=300)
    page, other = open_page(), open_page()
    turn = ask(page, QUESTION)
    turn.get_by_text("is writing").wait_for()
    other.locator("#pc-stop").evaluate("(button) => button.click()")
    other.keyboard.press("Escape")
    assert not script.hung_up.wait(1)
    assert turn.get_by_text("is writing").is_visible()
    page.keyboard.press("Escape")
    is_shown_as_stopped(page, turn)


def test_a_long_answer_keeps_no_other_session_waiting(
    open_page: OpenPage, model: ScriptedServer
) -> None:
    model.script = script = Script(write, pause=300)
    page, other = open_page(), open_page()
    turn = ask(page, QUESTION)
    assert script.begun.wait(20)
    model.script = Script(lambda passages: write(passages).split(UNCHECKED)[0])
    quick = ask(other, QUESTION)
    quick.locator(".pc-statements").get_by_text(TRUE).wait_for()
    quick.get_by_text("is writing").wait_for(state="detached")
    assert turn.get_by_text("is writing").is_visible()
