import asyncio
import re
import socket
from itertools import product
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount
from starlette.types import ASGIApp

from index.errors import InputError
from qa import Assistant
from ui.accounts import Account, Accounts, add_account
from ui.app import build_app
from ui.server import address_for, address_of, listen, web_app


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.2", "127.0.0.2"),
        ("::1", "::1"),
        ("[::1]", "::1"),
    ],
)
def test_addresses_of_this_machine_are_taken(host: str, address: str) -> None:
    assert address_for(host, closed=False) == address


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5"])
def test_addresses_that_others_could_reach_need_accounts(host: str) -> None:
    with pytest.raises(InputError, match=r"--auth-file, or use --host 127.0.0.1"):
        address_for(host, closed=False)
    assert address_for(host, closed=True) == host


@pytest.mark.parametrize("host", ["example.org", "", "localhost.", "127.0.0.1:80"])
@pytest.mark.parametrize("closed", [True, False])
def test_what_is_no_address_is_refused(host: str, closed: bool) -> None:
    with pytest.raises(InputError, match=r"is no address; use --host 127.0.0.1"):
        address_for(host, closed=closed)


def test_a_free_port_is_taken_and_named() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://127.0.0.1:{port}/"
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass


def test_a_busy_port_is_said_to_be_busy() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port}: .*--port 0"):
            listen("127.0.0.1", port)


def served(
    assistant: Assistant, *, address: str = "127.0.0.1", accounts: Accounts | None = None
) -> FastAPI:
    # Where no event loop runs, Gradio makes some and never closes them.
    async def making() -> FastAPI:
        return web_app(build_app(assistant), address=address, accounts=accounts)

    return asyncio.run(making())


def asked(app: ASGIApp, url: str, *, method: str = "GET", **headers: str) -> httpx.Response:
    async def asking() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.request(method, url, headers=headers, json={})

    return asyncio.run(asking())


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1"])
def test_it_answers_under_the_names_of_this_machine_alone(
    assistant: Assistant, address: str
) -> None:
    app = served(assistant, address=address)
    own = f"[{address}]" if ":" in address else address
    for host in (own, "localhost"):
        assert asked(app, f"http://{host}:7860/config").status_code == 200
    for host in ("evil.example", "127.0.0.3"):
        assert asked(app, f"http://{host}:7860/config").status_code == 400


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    add_account(tmp_path / "accounts", Account.of("ada", "ada's password"))
    return Accounts(tmp_path / "accounts")


OTHERS = ("https://evil.example", "null", "http://localhost:3000", "http://chat.example:81")


def test_the_page_of_another_address_may_not_ask(assistant: Assistant, accounts: Accounts) -> None:
    for app, address in (
        (served(assistant), "http://[::1]:7860"),
        (served(assistant, accounts=accounts), "http://chat.example"),
    ):
        paths = ("", "/config", "/login", "/gradio_api/run/show")
        for path, origin, method in product(paths, OTHERS, ("GET", "POST", "OPTIONS")):
            refused = asked(app, address + path, method=method, origin=origin)
            assert refused.status_code == 403
            assert "access-control-allow-origin" not in refused.headers
            assert "content-security-policy" in refused.headers


def test_its_own_page_may_ask_behind_a_proxy_that_speaks_tls(
    assistant: Assistant, accounts: Accounts
) -> None:
    app = served(assistant, accounts=accounts)
    url = "http://chat.example/login"
    assert asked(app, url, method="POST", origin="https://chat.example").status_code == 422


# What Gradio answers without a sign-in: its own files, what is switched off, and what ends an
# event or a session of an id that nobody can guess. None of it tells of a document.
OPEN = re.compile(
    r"/|/(login|logout|favicon.ico|robots.txt|manifest.json|theme.css|monitoring/\{key\})/?"
    r"|/(svelte|static|assets|pwa_icon)(/.*)?"
    r"|/gradio_api/(user|token|app_id|runs|startup-events|theme.css|reset|cancel)/?"
    r"|/gradio_api/(custom_component|heartbeat|stream|(undo-)?vibe-).*"
)


def test_all_that_gradio_answers_is_closed_but_what_tells_of_no_document(
    assistant: Assistant, accounts: Accounts
) -> None:
    app = served(assistant, accounts=accounts)
    (gradio,) = (r.app for r in app.routes if isinstance(r, Mount) and isinstance(r.app, FastAPI))
    closed = {
        (method.upper(), path)
        for path, methods in gradio.openapi()["paths"].items()
        for method in methods
        if not OPEN.fullmatch(path)
    }
    assert {("GET", "/config"), ("POST", "/gradio_api/queue/join")} < closed
    for method, path in closed:
        url = "http://chat.example" + re.sub(r"\{.*?\}", "x", path)
        assert asked(app, url, method=method).status_code == 401, (method, path)
