"""A chat that others may use: nothing without signing in, and nothing of each other."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from gradio_client import Client

from tests.ui.pages import ask, is_own, serving
from ui.accounts import Account, add_account
from ui.app import TITLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.model]

ADA, BOB = ("ada", "ada's password"), ("bob", "bob's password")
DAM = "How many megawatts will the dam generate?"


@pytest.fixture(scope="module")
def address(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shared")
    for account in (ADA, BOB):
        add_account(folder / "accounts", Account.of(*account))
    options = ("--auth-file", str(folder / "accounts"), "--max-upload", "1", "--mcp")
    with serving(library, folder, *options) as address:
        yield address


def test_nothing_is_given_to_those_who_did_not_sign_in(address: str) -> None:
    page = httpx.get(address)
    assert "megawatts" not in page.text
    assert "06NDOMBARI205" not in page.text
    for method, path in (
        ("GET", "config"),
        ("GET", "gradio_api/info"),
        ("POST", "gradio_api/call/ask"),
        ("POST", "gradio_api/queue/join"),
        ("GET", "gradio_api/queue/data?session_hash=x"),
        ("POST", "gradio_api/run/ask"),
        ("POST", "gradio_api/upload"),
        ("GET", "gradio_api/file=/etc/hostname"),
        ("POST", "mcp"),
    ):
        answer = httpx.request(method, address + path, json={}, follow_redirects=True)
        assert answer.status_code == 401, path


def test_a_program_signs_in(address: str) -> None:
    with pytest.raises(Exception, match=r"(?i)login|auth|credentials|401|password"):
        Client(address, verbose=False)
    client = Client(address, auth=ADA, verbose=False)
    assert client.predict(DAM, api_name="/ask")["answered"]


def test_a_large_upload_is_refused(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        client.post("login", data={"username": ADA[0], "password": ADA[1]})
        for size, status in ((1_000, 200), (1_100_000, 413)):
            sent = client.post("gradio_api/upload", files={"files": ("a.txt", b"x" * size)})
            assert sent.status_code == status
            for path in sent.json() if status == 200 else ():
                Path(path).unlink()


def test_who_signs_out_is_out_in_every_browser_and_alone(address: str) -> None:
    with (
        httpx.Client(base_url=address) as first,
        httpx.Client(base_url=address) as second,
        httpx.Client(base_url=address) as other,
    ):
        for client, (name, password) in ((first, ADA), (second, ADA), (other, BOB)):
            client.post("login", data={"username": name, "password": password})
            assert client.get("config").status_code == 200
        first.get("logout")
        for client, status in ((first, 401), (second, 401), (other, 200)):
            assert client.get("config").status_code == status


@pytest.fixture
def sign_in(browser: "Browser", address: str) -> Iterator[Callable[[tuple[str, str]], "Page"]]:
    contexts = []

    def sign_in(account: tuple[str, str]) -> "Page":
        context = browser.new_context()
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Username").fill(account[0])
        page.get_by_label("Password").fill(account[1])
        page.get_by_role("button", name="Login").click()
        page.get_by_role("heading", name="Ask a question").wait_for()
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_to_sign_in_has_a_title_and_asks_nobody_else(
    browser: "Browser", address: str, width: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.get_by_label("Password").fill("a wrong password")
        page.get_by_label("Username").fill(ADA[0])
        page.get_by_role("button", name="Login").click()
        page.get_by_text("Incorrect Credentials").wait_for()
        assert page.title() == TITLE
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [url for url in asked if not is_own(url, address)] == []


def test_a_reader_has_the_same_conversations_in_every_browser(
    sign_in: Callable[[tuple[str, str]], "Page"],
) -> None:
    first, second, other = sign_in(ADA), sign_in(ADA), sign_in(BOB)
    ask(first, DAM)
    first.wait_for_url("**c=*")
    second.get_by_role("button", name="Conversations").click()
    second.get_by_text(DAM).wait_for()
    other.goto(first.url)
    other.get_by_role("button", name="Conversations").click()
    other.get_by_text("Each conversation is kept here, for you alone.").wait_for()
    assert other.get_by_text(DAM).count() == 0
    other.keyboard.press("Escape")
    other.get_by_role("link", name="Settings").click()
    other.get_by_text("This server was started without a language model.").wait_for()
    assert other.get_by_label("Address of its server").count() == 0
    other.get_by_role("link", name="Sign out").click()
    other.get_by_label("Username").wait_for()
