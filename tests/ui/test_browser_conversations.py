"""Conversations are kept: listed, found, opened again, renamed and deleted, each reader's apart."""

import re

import pytest

from tests.ui.pages import OpenPage, ask

DAM = "How many megawatts will the dam generate?"
TERMINAL = "Which companies bid for the terminal?"
HOSTILE = "<script>window.ran = 3</script> & {{ value }}?"

pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_a_conversation_is_there_after_the_page_was_closed(open_page: OpenPage) -> None:
    page = open_page()
    answer = ask(page, DAM).locator("blockquote").first.inner_text()
    ask(page, TERMINAL)
    page.wait_for_url("**c=*")
    page.reload()
    page.locator(".pc-turn").nth(1).wait_for()
    assert page.locator("blockquote").first.inner_text() == answer
    # A third question follows the two.
    ask(page, HOSTILE)
    assert page.locator(".pc-turn").count() == 3

    page.get_by_role("button", name="New", exact=True).click()
    page.get_by_role("heading", name="Ask a question").wait_for()
    ask(page, HOSTILE)
    page.get_by_role("button", name="Conversations").click()
    titles = page.locator(".pc-talk span")
    assert titles.all_inner_texts() == [HOSTILE, DAM]

    search = page.get_by_label("Search the conversations")
    search.fill("megawatts")
    page.locator(".pc-talk").nth(1).wait_for(state="detached")
    assert titles.all_inner_texts() == [DAM]
    search.fill("")
    page.locator(".pc-talk").nth(1).wait_for()

    page.get_by_label(f"Rename or delete “{DAM}”").click()
    title = page.get_by_label("New title").and_(page.locator(":visible"))
    title.fill("The dam")
    title.press("Enter")
    page.get_by_text("The dam", exact=True).click()
    page.locator(".pc-turn").nth(2).wait_for()

    page.get_by_role("button", name="Conversations").click()
    page.get_by_label("Rename or delete “The dam”").click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("The dam", exact=True).wait_for(state="detached")
    assert titles.all_inner_texts() == [HOSTILE]
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Ask a question").wait_for()
    assert re.search(r"[?&]c=", page.url) is None
    assert page.evaluate("window.ran") is None


def test_two_readers_see_nothing_of_each_other(open_page: OpenPage) -> None:
    first, second = open_page(), open_page()
    ask(first, DAM)
    first.wait_for_url("**c=*")
    second.get_by_role("button", name="Conversations").click()
    second.get_by_text("Each conversation is kept here, for you alone.").wait_for()
    # Who knows the address of another's conversation is given nothing either.
    second.goto(first.url)
    second.get_by_role("heading", name="Ask a question").wait_for()
    second.locator("button[data-talks=list][data-problem]").wait_for()
    assert second.locator(".pc-turn").count() == 0
    # Two windows of one reader have both their conversations.
    third = first.context.new_page()
    third.goto(first.url.partition("?")[0])
    ask(third, TERMINAL)
    third.get_by_role("button", name="Conversations").click()
    third.locator(".pc-talk").nth(1).wait_for()
    assert third.locator(".pc-talk span").all_inner_texts() == [TERMINAL, DAM]
