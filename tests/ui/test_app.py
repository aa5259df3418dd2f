"""The application as it is served, without a browser."""

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeVar

import gradio as gr
import pytest
from starlette.testclient import TestClient

from qa import Assistant
from ui.app import TITLE, build_app
from ui.panes import style
from ui.server import web_app

Made = TypeVar("Made")


def in_a_loop(make: Callable[[], Made]) -> Made:
    """What `make` returns; where no event loop runs, Gradio makes some and never closes them."""

    async def made() -> Made:
        return make()

    return asyncio.run(made())


@pytest.fixture
def blocks(assistant: Assistant) -> gr.Blocks:
    return in_a_loop(lambda: build_app(assistant))


@pytest.fixture
def client(blocks: gr.Blocks) -> Iterator[TestClient]:
    app = in_a_loop(lambda: web_app(blocks))
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        yield client


def test_what_other_programs_may_call(blocks: gr.Blocks) -> None:
    events = blocks.fns.values()
    open_to_all = {event.api_name for event in events if event.api_visibility != "private"}
    assert open_to_all == {"search", "ask", "show"}


def test_only_questions_wait_in_the_queue(blocks: gr.Blocks) -> None:
    # A shorter event there, ending at the wrong moment, takes the stream of answers with it.
    events = [event for event in blocks.fns.values() if event.queue]
    assert [(event.name, event.api_visibility) for event in events] == [
        ("ask", "private"),
        ("failed", "private"),
    ]


def test_analytics_are_off(blocks: gr.Blocks) -> None:
    assert blocks.analytics_enabled is False


def test_the_page_is_served_with_a_policy_that_keeps_it_here(client: TestClient) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert f"<title>{TITLE}</title>" in response.text or f'"title":"{TITLE}"' in response.text
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert response.headers["referrer-policy"] == "no-referrer"


def test_the_configuration_keeps_no_history_and_has_no_footer(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["footer_links"] == []
    assert config["analytics_enabled"] is False
    assert config.get("run_history") in {None, False}


def test_the_theme_asks_for_no_font_from_elsewhere(client: TestClient) -> None:
    sheet = client.get("/theme.css").text
    assert sheet
    for foreign in ("@import", "@font-face", "url(http", "url('http", 'url("http'):
        assert foreign not in sheet
        assert foreign not in style()


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.5:7860"])
def test_a_request_under_another_name_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1:7860"])
def test_a_request_under_this_machines_name_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/config", headers={"host": host}).status_code == 200


def test_pages_about_the_server_are_not_served(client: TestClient) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert "swagger" not in client.get(path).text.lower()
