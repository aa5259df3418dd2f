"""The Model Context Protocol of a running chat, by the protocol's own client."""

import base64
import json
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from index.errors import ModelError
from tests.conftest import ROOT
from tests.ui.pages import pincite, serving
from ui.accounts import Account, add_account
from ui.mcp_server import require_installed

pytestmark = [pytest.mark.model]

DAM = "How many megawatts will the dam generate?"
Told = TypeVar("Told")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    command = pincite("index", ROOT / "examples" / "documents", "--library", folder / "kept")
    subprocess.run(command, check=True, cwd=ROOT, timeout=300)
    return folder / "kept"


@pytest.fixture(scope="module")
def address(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(library, tmp_path_factory.mktemp("chat"), "--mcp") as address:
        yield address


def told(server: Any, ask: Callable[[Client], Awaitable[Told]]) -> Told:
    """What a client is told, connected to a server."""

    async def asking() -> Told:
        async with Client(server) as client:
            return await ask(client)

    return anyio.run(asking)


def call(address: str, tool: str, **arguments: object) -> tuple[bool, str]:
    """Whether a call failed, and the text that it gave."""
    result = told(f"{address}mcp", lambda client: client.call_tool(tool, arguments))
    (content,) = result.content
    assert content.type == "text"
    return bool(result.is_error), content.text


def test_the_tools_say_what_they_do_and_take(address: str) -> None:
    listed = told(f"{address}mcp", lambda client: client.list_tools())
    tools = {tool.name: tool for tool in listed.tools}
    assert set(tools) == {"search", "ask", "show"}
    for tool in tools.values():
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert all(each["description"] for each in tool.input_schema["properties"].values())
    schema = tools["ask"].input_schema
    assert schema["required"] == ["question"]
    assert set(schema["properties"]) == {"question", "k", "filters"}


def test_they_give_what_the_commands_print(address: str, library: Path) -> None:
    def printed(*command: str) -> dict[str, Any]:
        run = subprocess.run(
            pincite(*command, "--json", "--library", library),
            check=True, capture_output=True, cwd=ROOT, timeout=300,
        )  # fmt: skip
        given: dict[str, Any] = json.loads(run.stdout)
        del given["timings_ms"]
        return given

    failed, text = call(address, "ask", question=DAM)
    given = json.loads(text)
    del given["timings_ms"]
    assert not failed
    assert given == printed("ask", DAM)
    _, text = call(address, "search", query="dam", k=2)
    assert json.loads(text) == printed("search", "dam", "-k", "2")
    _, text = call(address, "show", doc_id="06NDOMBARI205", paragraph="2")
    assert [p["paragraph"] for p in json.loads(text)["paragraphs"]] == ["2"]


def test_what_is_wrong_is_told(address: str) -> None:
    for tool, arguments, problem in (
        ("ask", {"question": " "}, "the question is empty"),
        ("show", {"doc_id": "nowhere"}, "no document 'nowhere'"),
        ("search", {"query": "dam", "filters": ["origin"]}, "origin"),
        ("search", {"query": "dam", "k": 0}, "cannot return 0 paragraphs"),
        ("search", {"query": "dam", "k": "many"}, "valid integer"),
    ):
        failed, text = call(address, tool, **arguments)
        assert failed
        assert problem in text


def test_under_another_name_it_does_not_answer(address: str) -> None:
    sent = httpx2.post(f"{address}mcp", json={}, headers={"host": "evil.example"})
    assert sent.status_code == 400


def test_to_the_page_of_another_address_it_does_not_answer(address: str) -> None:
    sent = httpx2.post(f"{address}mcp", json={}, headers={"origin": "http://evil.example"})
    assert sent.status_code == 403


def test_the_page_is_there_as_well(address: str) -> None:
    assert httpx2.get(f"{address}config").status_code == 200


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.mcp_server.find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install 'pincite\[mcp\]'"):
        require_installed()


def test_who_must_sign_in_does_so_with_each_request(library: Path, tmp_path: Path) -> None:
    accounts = tmp_path / "accounts"
    add_account(accounts, Account.of("ada", "ada's password"))

    def headers(password: str) -> dict[str, str]:
        encoded = base64.b64encode(f"ada:{password}".encode()).decode()
        return {"authorization": f"Basic {encoded}"}

    with serving(library, tmp_path, "--mcp", "--auth-file", str(accounts)) as address:
        for wrong in ({}, headers("another password"), {"authorization": "Basic ???"}):
            assert httpx2.post(f"{address}mcp", json={}, headers=wrong).status_code == 401

        async def asked() -> bool:
            http = httpx2.AsyncClient(headers=headers("ada's password"))
            transport = streamable_http_client(f"{address}mcp", http_client=http)
            async with http, Client(transport) as client:
                result = await client.call_tool("ask", {"question": DAM})
            return not result.is_error

        assert anyio.run(asked)
