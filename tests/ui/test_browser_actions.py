"""What can be done with a question and its answer, in a real Chromium."""

import pytest

from tests.ui.pages import OpenPage, ask, no_sideways_scroll

QUESTION = "How many megawatts will the dam generate?"

pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_a_suggestion_is_asked(open_page: OpenPage) -> None:
    page = open_page(width=390, height=844)
    suggestion = page.get_by_role("list", name="What you could ask").get_by_role("button").first
    assert no_sideways_scroll(page)
    question = suggestion.inner_text()
    suggestion.click()  # the box takes the keyboard of a page that has just begun
    page.locator("blockquote").first.wait_for()
    assert page.locator(".pc-question").all_inner_texts() == [question]
    assert page.get_by_label("Question", exact=True).input_value() == ""
    assert not suggestion.is_visible()


def test_an_answer_is_copied_with_its_citations(open_page: OpenPage) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="Copy the answer with its citations").click()
    turn.get_by_role("status").get_by_text("The answer copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    quote = turn.locator("blockquote").first.inner_text()
    label = turn.locator(".pc-chip").first.inner_text().removeprefix("1 · ")
    assert copied.startswith(f"“{quote}” [1]\n")
    assert f"\n\n[1] {label}" in copied


def test_where_copying_is_forbidden_the_answer_is_selected(open_page: OpenPage) -> None:
    page = open_page()
    page.context.grant_permissions(["geolocation"])  # and with it nothing else
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="Copy the answer with its citations").click()
    turn.get_by_role("status").get_by_text("The text is selected: press Ctrl+C").wait_for()
    quote = turn.locator("blockquote").first.inner_text()
    assert page.evaluate("String(getSelection())").startswith(f"“{quote}” [1]\n")


def test_a_question_is_asked_again_and_edited(open_page: OpenPage) -> None:
    page = open_page()
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="Edit the question").click()
    box = page.get_by_label("Question", exact=True)
    assert box.input_value() == QUESTION
    assert box.evaluate("(e) => e === document.activeElement")
    box.fill("How high is the dam?")
    turn.get_by_role("button", name="Ask again").click()
    page.locator(".pc-turn").nth(1).locator("blockquote").first.wait_for()
    assert page.locator(".pc-question").all_inner_texts() == [QUESTION, QUESTION]
