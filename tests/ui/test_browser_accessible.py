"""What axe-core (https://github.com/dequelabs/axe-core) finds wrong with the page: nothing."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui.pages import OpenPage, ask, cited

SEVERAL = "Which companies bid for the terminal?"
UNANSWERABLE = "Who won the 1998 football world cup?"

pytestmark = [pytest.mark.browser, pytest.mark.model]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_nothing_on_the_page_is_hard_to_use(open_page: OpenPage, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)
    axe = Axe()

    def violations() -> list[str]:
        found = axe.run(page).response["violations"]
        return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]

    # What Gradio says while parts of the page are on their way is gone before the page is used.
    page.locator("p.loading").wait_for(state="detached")
    assert violations() == []
    turn = ask(page, SEVERAL)
    ask(page, UNANSWERABLE)
    turn.locator(".pc-chip").first.click()
    cited(page).wait_for()
    turn.locator("summary").first.click()
    page.get_by_role("button", name=re.compile("^Filters")).click()
    page.get_by_label("Date from").fill("June")
    page.get_by_label("Date from").press("Tab")
    page.locator(".pc-filter-problem").wait_for()
    assert violations() == []
