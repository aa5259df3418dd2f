"""A server that speaks the protocol of OpenAI's chat completions, and says what a test wants."""

import json
import re
import select
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Write = Callable[[dict[str, str]], str]
"""Makes an answer from the passages in a prompt, by marker."""

_PASSAGE = re.compile(r"<passage>\n(\[p\d+\]) (.*?)\n</passage>", re.DOTALL)


@dataclass
class Script:
    """What a server does with each request.

    Attributes:
        write: Makes the answer from the passages, by marker.
        status: HTTP status of its answer.
        location: Where it sends on to; empty for nowhere.
        body: What it sends in place of an answer, in pieces.
        reason: Why its answer ends; empty where it breaks off.
        delay: Seconds before its answer begins.
        pause: Seconds after each piece.
        n_failures: So many requests at first get the status 503.
        requests: What it was asked.
        keys: What keys it was given.
        begun: Set once it was asked.
        hung_up: Set where the client left before the end.
    """

    write: Write = lambda passages: ""
    status: int = 200
    location: str = ""
    body: tuple[bytes, ...] | None = None
    reason: str = "stop"
    delay: float = 0.0
    pause: float = 0.0
    n_failures: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    hung_up: threading.Event = field(default_factory=threading.Event)


def passages_of(request: dict[str, Any]) -> dict[str, str]:
    """The passages in a request, by marker."""
    return dict(_PASSAGE.findall(request["messages"][-1]["content"]))


class ScriptedServer(ThreadingHTTPServer):
    """Serves a script on a free port of this machine until it is closed."""

    daemon_threads = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        threading.Thread(target=self.serve_forever, args=[0.05], daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is nothing to print."""
        self.script.hung_up.set()


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedServer

    def do_POST(self) -> None:
        script = self.server.script
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script.requests.append(request)
        script.begun.set()
        script.keys.append(self.headers["Authorization"])
        if self._left(script.delay):
            return
        failing = len(script.requests) <= script.n_failures
        self.send_response(503 if failing else script.status)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        if script.location:
            self.send_header("Location", script.location)
        self.end_headers()
        if failing:
            return
        for line in script.body if script.body is not None else self._lines(request):
            self.wfile.write(line)
            self.wfile.flush()
            if self._left(script.pause):
                return

    def _left(self, seconds: float) -> bool:
        """Wait so long; whether the client has closed the connection, as it sends nothing more."""
        if select.select([self.connection], [], [], seconds)[0]:
            self.server.script.hung_up.set()
            return True
        return False

    def _lines(self, request: dict[str, Any]) -> Iterator[bytes]:
        script = self.server.script
        for piece in re.findall(r"\S+\s*", script.write(passages_of(request))):
            yield _line({"delta": {"content": piece}, "index": 0, "finish_reason": None})
        if script.reason:
            yield _line({"delta": {}, "index": 0, "finish_reason": script.reason})
            yield b"data: [DONE]\n\n"

    def log_message(self, *_: object) -> None:
        """Requests are not printed."""


def _line(choice: dict[str, Any]) -> bytes:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
    return b"data: " + json.dumps({**chunk, "choices": [choice]}).encode() + b"\n\n"
