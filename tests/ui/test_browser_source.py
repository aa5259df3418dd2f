"""The source pane as a reader uses it: links, references, and going from citation to citation."""

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.ui.pages import OpenPage, ask, cited, is_in_view, no_sideways_scroll

if TYPE_CHECKING:
    from playwright.sync_api import Page

SEVERAL = "Which companies bid for the terminal?"

pytestmark = [pytest.mark.browser, pytest.mark.model]


def named(page: "Page") -> dict[str, str]:
    """What the address of the page names."""
    return {name: value for name, (value,) in parse_qs(urlsplit(page.url).query).items()}


def opens(page: "Page", doc_id: str) -> None:
    page.locator("#pc-source .pc-docid").get_by_text(doc_id, exact=True).wait_for()


def test_the_address_of_the_page_opens_the_same_place_again(open_page: OpenPage) -> None:
    page = open_page()
    assert named(page) == {}
    ask(page, SEVERAL)
    cited(page).wait_for()
    place = named(page)
    assert cited(page).locator(".pc-number").inner_text() == f"¶{place['p']}"
    number, address = cited(page).inner_text(), page.url

    again = open_page()
    again.goto(address)
    cited(again).wait_for()
    opens(again, place["doc"])
    assert cited(again).inner_text() == number
    assert is_in_view(cited(again))
    again.goto(address.split("?")[0] + "?doc=%3Cb%3Enowhere&p=1")
    assert "<b>nowhere" in again.locator("#pc-source").get_by_role("alert").inner_text()


def test_citations_are_gone_through_by_button_and_by_arrow(open_page: OpenPage) -> None:
    page = open_page()
    turn = ask(page, SEVERAL)
    cited(page).wait_for()
    count = page.locator(".pc-count")
    n = len({chip.get_attribute("data-place") for chip in turn.locator(".pc-chip").all()})
    assert n > 1
    assert count.inner_text() == f"1 of {n}"
    page.get_by_role("button", name="Next citation").click()
    count.get_by_text(f"2 of {n}").wait_for()
    assert turn.locator('.pc-chip[aria-pressed="true"]').inner_text().startswith("2 · ")
    assert is_in_view(cited(page))
    turn.locator(".pc-chip").first.focus()
    page.keyboard.press("ArrowLeft")
    count.get_by_text(f"1 of {n}").wait_for()
    page.keyboard.press("ArrowLeft")
    page.get_by_label("Question", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert count.inner_text() == f"1 of {n}", "there is none before, and a text is being written"
    page.go_back()
    count.get_by_text(f"2 of {n}").wait_for()


def test_what_is_open_and_what_is_gone_back_to_stay_one(open_page: OpenPage) -> None:
    page = open_page()
    turn = ask(page, SEVERAL)
    cited(page).wait_for()
    n_entries = page.evaluate("history.length")
    turn.locator(".pc-chip").first.click()  # which is open already
    ask(page, SEVERAL)
    cited(page).wait_for()
    assert page.evaluate("history.length") == n_entries, "nobody went on"

    first = named(page)
    page.locator(".pc-turn").nth(1).locator(".pc-chip").nth(1).click()
    page.locator(".pc-count").get_by_text(re.compile("^2 of")).wait_for()
    second = named(page)
    page.locator(".pc-turn").nth(1).locator(".pc-chip").nth(0).click()
    page.locator(".pc-count").get_by_text(re.compile("^1 of")).wait_for()
    page.evaluate("history.back(); setTimeout(() => history.back(), 5)")
    page.wait_for_timeout(1_500)
    opens(page, first["doc"])
    assert named(page) == first
    page.go_forward()
    opens(page, second["doc"])
    assert named(page) == second


@pytest.mark.parametrize("width", [390, 1280])
def test_a_reference_is_followed_and_gone_back_from(open_page: OpenPage, width: int) -> None:
    page = open_page(width=width, height=844)
    page.goto(page.url + "?doc=07PORTVESPER412&p=1")
    opens(page, "07PORTVESPER412")
    assert is_in_view(cited(page))
    facts = page.locator("#pc-source .pc-facts")
    assert "C 07PORTVESPER377 not in the library" in re.sub(r"\s+", " ", facts.inner_text())
    in_text = cited(page).get_by_role("link", name="A", exact=True)
    for link in (facts.get_by_role("link", name="06PORTVESPER318"), in_text):
        link.focus()
        page.keyboard.press("Enter")
        opens(page, "06PORTVESPER318")
        assert named(page) == {"doc": "06PORTVESPER318"}
        assert not page.locator(".pc-steps").is_visible()
        assert no_sideways_scroll(page)
        assert is_in_view(page.locator(".pc-docid"))
        page.go_back()
        opens(page, "07PORTVESPER412")
        assert cited(page).locator(".pc-number").inner_text() == "¶1"
