"""Who a visitor is, by cookie or by name, and that links from elsewhere do not change it."""

import asyncio
import re
from collections.abc import Mapping
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import httpx
import pytest
from starlette.responses import PlainTextResponse

from tests.ui.pages import OpenPage
from ui.visitors import Visitors, owner_of

if TYPE_CHECKING:
    import gradio as gr

VALUE = "0123456789abcdef" * 2
A_PAGE = {"accept": "text/html,application/xhtml+xml"}


def cookies(headers: Mapping[str, str]) -> SimpleCookie:
    """The cookies that an answer to a request with some headers sets."""

    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(Visitors(PlainTextResponse("answered")))
        async with httpx.AsyncClient(transport=transport, base_url="http://chat") as client:
            return await client.get("/", headers=headers)

    answer = asyncio.run(asking())
    assert answer.text == "answered"
    return SimpleCookie(answer.headers.get("set-cookie", ""))


def owner(username: str | None, **cookies: str) -> str:
    return owner_of(cast("gr.Request", SimpleNamespace(username=username, cookies=cookies)))


def test_a_browser_is_given_a_cookie_that_scripts_and_other_pages_cannot_use() -> None:
    given = cookies(A_PAGE)["pincite"]
    assert re.fullmatch(r"[0-9a-f]{32}", given.value)
    assert (given["httponly"], given["samesite"], given["path"]) == (True, "Lax", "/")
    assert int(given["max-age"]) == 365 * 24 * 3600
    assert cookies(A_PAGE)["pincite"].value != given.value


@pytest.mark.parametrize(
    "headers", [A_PAGE | {"cookie": f"pincite={VALUE}"}, {"accept": "*/*"}, {}]
)
def test_who_has_one_or_asks_for_no_page_is_given_none(headers: dict[str, str]) -> None:
    assert cookies(headers) == {}


def test_a_cookie_that_is_none_of_ours_is_replaced() -> None:
    assert "pincite" in cookies(A_PAGE | {"cookie": "pincite=ada"})


def test_a_visitor_is_known_by_the_cookie_which_is_not_kept() -> None:
    known = owner(None, pincite=VALUE)
    assert re.fullmatch(r"visitor:[0-9a-f]{64}", known)
    assert known == owner(None, pincite=VALUE)
    assert known != owner(None, pincite=VALUE[::-1])
    assert VALUE not in known


def test_who_signed_in_is_known_by_name_in_every_browser() -> None:
    assert owner("ada", pincite=VALUE) == owner("ada") == "user:ada"
    assert owner("bob", pincite=VALUE) == "user:bob"


@pytest.mark.parametrize("value", ["", "ada", VALUE[1:], VALUE.upper(), f"{VALUE}\n"])
def test_a_program_is_nobody(value: str) -> None:
    assert owner(None, pincite=value) == owner(None) == ""


@pytest.mark.browser
@pytest.mark.model
def test_a_link_from_elsewhere_leads_to_the_same_visitor(open_page: OpenPage, address: str) -> None:
    page = open_page()
    context = page.context

    def value() -> str:
        (cookie,) = (each for each in context.cookies() if each["name"] == "pincite")
        return cookie["value"]

    before = value()
    linking = context.new_page()
    link = f'<a href="{address}">the chat</a>'
    linking.route(
        "http://elsewhere.example/",
        lambda route: route.fulfill(body=link, content_type="text/html"),
    )
    linking.goto("http://elsewhere.example/")
    linking.get_by_role("link").click()
    linking.get_by_role("heading", name="Ask a question").wait_for()
    assert value() == before
