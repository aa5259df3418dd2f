"""Scripted servers, and a key that must not be seen."""

from collections.abc import Callable, Iterator

import pytest

from tests.qa.llm.scripted_server import Script, ScriptedServer

Serve = Callable[[Script], ScriptedServer]
KEY = "sk-not-to-be-seen-0123456789"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that follows a script."""
    servers: list[ScriptedServer] = []

    def start(script: Script) -> ScriptedServer:
        servers.append(ScriptedServer(script))
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PINCITE_LLM_KEY", KEY)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return KEY
