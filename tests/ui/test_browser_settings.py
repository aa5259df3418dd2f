"""The settings in a browser: what is set holds, is told, and is there after a reload."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui.pages import OpenPage, ask, no_sideways_scroll

SEVERAL = "Which companies bid for the terminal?"
UNANSWERABLE = "Who won the 1998 football world cup?"

pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_what_is_set_holds_and_stays(open_page: OpenPage) -> None:
    page = open_page()
    assert ask(page, SEVERAL).locator("blockquote").count() > 1
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("passages in an answer").fill("1")
    page.get_by_label("Answer from").fill("0")
    page.get_by_label("Answer from").press("Tab")
    page.locator("a[data-view=settings][data-changed]").wait_for()
    page.wait_for_timeout(500)
    page.get_by_role("link", name="Ask").click()
    assert ask(page, SEVERAL).locator("blockquote").count() == 1
    assert ask(page, UNANSWERABLE).locator("blockquote").count() == 1

    page.reload()
    page.locator("a[data-view=settings][data-changed]").wait_for()
    page.get_by_role("link", name="Settings").click()
    assert page.get_by_label("passages in an answer").input_value() == "1"
    page.get_by_label("Answer from").fill("2")
    page.get_by_label("Answer from").press("Tab")
    page.get_by_text("threshold: '2' is no number from 0 to 1").wait_for()
    page.get_by_role("button", name="As they were at first").click()
    page.locator("a[data-view=settings]:not([data-changed])").wait_for()
    page.get_by_role("link", name="Ask").click()
    page.locator(".pc-turn").nth(2).wait_for()
    assert ask(page, UNANSWERABLE).locator(".pc-verdict").count() == 1


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (360, False)])
def test_nothing_in_the_view_is_hard_to_use(open_page: OpenPage, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)
    page.get_by_role("link", name="Settings").click()
    page.get_by_text("A language model's words over the quotes").click()
    page.get_by_text("no language model is named").wait_for()
    found = Axe().run(page).response["violations"]
    assert [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]] == []
    assert no_sideways_scroll(page)
