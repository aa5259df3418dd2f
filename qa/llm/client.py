"""The server of a language model: any that speaks the protocol of OpenAI's chat completions.

The passages and the question go to the server that the user names, and nowhere else. The key comes
from the environment, and stands in no message.
"""

import asyncio
import ipaddress
import os
import queue
import threading
import time
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from index.errors import InputError, LanguageModelFailed, ModelError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

__all__ = ["CONTEXT_TOKENS", "TIMEOUT_SECONDS", "LanguageModel", "ServerSettings"]

CONTEXT_TOKENS = 4096
TIMEOUT_SECONDS = 120.0
_KEYS = ("PINCITE_LLM_KEY", "OPENAI_API_KEY")
_CONNECT_SECONDS = 10.0
# Reading the passages may take long; once a model writes, it does not pause for so long.
_SILENT_SECONDS = 60.0
_SECONDS_TO_NOTICE = 0.1  # that it is to stop
_RETRIES = 2
# An answer is a paragraph or two; a server that does not stop is stopped.
_MOST_CHARACTERS = 20_000
_MESSAGE_CHARACTERS = 160

_BROKE_OFF = "it broke off in the middle of its answer"
_NO_ANSWER = "what it sends is no answer of a language model"
_TOO_SLOW = "it is too slow; --llm-timeout gives it longer"
_MEANINGS = {
    **dict.fromkeys((301, 302, 303, 307, 308), "it sends on to another address; name that one"),
    401: "it refuses the key; give the right one in $PINCITE_LLM_KEY",
    403: "it refuses the key; give the right one in $PINCITE_LLM_KEY",
    404: "it has no such model or address; --llm names the model, and --llm-url mostly ends in /v1",
    429: "it has too much to do, or the account's limit is reached",
}


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Which language model is asked, and where.

    Attributes:
        model: Its name, as its server knows it.
        url: Address of the server's API, such as `http://127.0.0.1:11434/v1`.
        context: How many tokens it reads and writes at most, together.
        timeout: Seconds after which its answer must be there as a whole.
    """

    model: str
    url: str
    context: int = CONTEXT_TOKENS
    timeout: float = TIMEOUT_SECONDS


class LanguageModel:
    """A language model behind a server. An instance may be used by several threads."""

    def __init__(self, settings: ServerSettings) -> None:
        """A model that is not asked yet; nothing is sent.

        Raises:
            InputError: The address or a number cannot be used.
            ModelError: The library that speaks to such servers is not installed.
        """
        _require(settings)
        if find_spec("openai") is None or find_spec("text_to_num") is None:
            raise ModelError(
                "language models need packages that are not installed; run "
                "`pip install 'pincite[llm]'`"
            )
        self.settings = settings

    def stream(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        max_tokens: int,
        stop: threading.Event | None = None,
    ) -> Generator[tuple[str, bool]]:
        """Ask the model, and give what it writes as it comes.

        The answer is read in a thread of its own, so that no server can hold the caller up, however
        slowly it sends. Closing the iterator ends the request, and so does setting `stop`: the
        connection is closed at once, also while the server is silent.

        Args:
            messages: As the protocol has them, each with `role` and `content`.
            max_tokens: How long the answer may be.
            stop: Once it is set, by whatever thread, nothing more is given.

        Yields:
            Pieces of the text, each with whether the model broke off for want of room there.

        Raises:
            LanguageModelFailed: The server cannot be reached, refuses, is too slow, breaks off, or
                sends something else than an answer. The message is one line.
        """
        stop = stop or threading.Event()
        if stop.is_set():
            return
        reading = _Reading(self.settings, messages, max_tokens)
        try:
            yield from reading.pieces(stop)
        finally:
            reading.end()


def _require(settings: ServerSettings) -> None:
    if not settings.model.strip():
        raise InputError("the language model's name is empty; give the one that its server knows")
    parts = urlsplit(settings.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputError(
            f"{settings.url!r} is no address of a language model's server; give one such as "
            f"http://127.0.0.1:11434/v1"
        )
    if settings.context < 512 or settings.timeout <= 0:
        raise InputError("a language model needs a context of 512 tokens or more, and some seconds")


def _here(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    with suppress(ValueError):  # a name
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


class _Reading:
    """One request, read in a thread of its own."""

    def __init__(
        self, settings: ServerSettings, messages: Sequence[Mapping[str, str]], max_tokens: int
    ) -> None:
        self._settings, self._messages, self._max_tokens = settings, messages, max_tokens
        self._key = next((os.environ[name] for name in _KEYS if os.environ.get(name)), "")
        # A piece of the text, the error that ended it, or None at its end.
        self._arrived: queue.SimpleQueue[tuple[str, bool] | LanguageModelFailed | None]
        self._arrived = queue.SimpleQueue()
        self._deadline = time.monotonic() + settings.timeout
        # A task can be cancelled whatever it waits for, which a blocked thread cannot.
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(self._read())
        threading.Thread(target=self._run, name="language-model", daemon=True).start()

    def pieces(self, stop: threading.Event) -> Iterator[tuple[str, bool]]:
        """What arrives, until the end, the deadline or the stop."""
        n_characters = 0
        while n_characters < _MOST_CHARACTERS:
            silent = time.monotonic() + _SILENT_SECONDS if n_characters else self._deadline
            arrived = self._next(min(silent, self._deadline), stop)
            if arrived is None:
                return
            if isinstance(arrived, LanguageModelFailed):
                raise arrived
            n_characters += len(arrived[0])
            yield arrived
        yield "", True  # it is cut off here

    def _next(
        self, until: float, stop: threading.Event
    ) -> tuple[str, bool] | LanguageModelFailed | None:
        """What arrives next; None where it is to stop, an error after the time `until`."""
        while not stop.is_set():
            left = max(until - time.monotonic(), 0)
            try:
                return self._arrived.get(timeout=min(left, _SECONDS_TO_NOTICE))
            except queue.Empty:
                if not left:
                    return self._failed(_TOO_SLOW)
        return None

    def end(self) -> None:
        """End the request; the connection is closed, so that the server stops writing."""
        with suppress(RuntimeError):  # it has come to its end, and so has the loop
            self._loop.call_soon_threadsafe(self._task.cancel)

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _read(self) -> None:
        try:
            async for piece in self._asked():
                self._arrived.put(piece)
            self._arrived.put(None)
        except LanguageModelFailed as error:
            self._arrived.put(error)
        except Exception as error:  # noqa: BLE001 - a server may send anything; the reader is told
            self._arrived.put(self._told(error))

    async def _asked(self) -> AsyncIterator[tuple[str, bool]]:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

        timeout = Timeout(self._settings.timeout, connect=_CONNECT_SECONDS)
        client = AsyncOpenAI(
            base_url=self._settings.url,
            api_key=self._key or "none",
            timeout=timeout,
            max_retries=_RETRIES,
            # What is sent goes to the server that is named: no redirect takes it elsewhere, and
            # no proxy of the environment comes between where it is on this machine.
            http_client=DefaultAsyncHttpxClient(
                follow_redirects=False, trust_env=not _here(self._settings.url)
            ),
        )
        async with client:
            stream = await client.chat.completions.create(
                model=self._settings.model,
                messages=cast("list[ChatCompletionMessageParam]", list(self._messages)),
                max_tokens=self._max_tokens,
                temperature=0,
                stream=True,
            )
            async with stream:
                ended, began = "", False
                async for chunk in stream:
                    text, reason = _read_chunk(chunk)
                    ended, began = reason or ended, True
                    if text or reason:
                        yield text, reason == "length"
            if not ended:
                raise self._failed(_BROKE_OFF if began else _NO_ANSWER)

    def _told(self, error: Exception) -> LanguageModelFailed:
        """What went wrong, in one line."""
        import openai

        if isinstance(error, openai.APITimeoutError):
            return self._failed(_TOO_SLOW)
        if isinstance(error, openai.APIStatusError):
            status = error.status_code
            meaning = _MEANINGS.get(status) or _one_line(error.message, self._key)
            return self._failed(f"HTTP {status}: {meaning}")
        if isinstance(error, openai.APIConnectionError):
            return self._failed("it cannot be reached, or it broke off; is it running?")
        if isinstance(error, openai.APIError):
            return self._failed(_one_line(error.message, self._key))
        return self._failed(_NO_ANSWER)

    def _failed(self, why: str) -> LanguageModelFailed:
        server = urlsplit(self._settings.url)
        return LanguageModelFailed(
            f"the language model {self._settings.model} at {server.hostname} gave no whole answer: "
            f"{why}"
        )


def _read_chunk(chunk: Any) -> tuple[str, str]:
    """The text in a piece of a stream, and why the text ends there; empty where it goes on.

    The library does not check what servers send, so the types are not to be relied on.
    """
    if not chunk.choices:
        return "", ""  # such as the piece that tells how many tokens were used
    choice = chunk.choices[0]
    text = choice.delta.content or ""
    reason = choice.finish_reason or ""
    if not (isinstance(text, str) and isinstance(reason, str)):
        raise TypeError("a piece of a stream holds no text")
    # Half a character, which JSON can hold, is none that can be shown or encoded.
    return text.encode(errors="replace").decode(), reason


def _one_line(message: str, key: str) -> str:
    text = " ".join((message.replace(key, "…") if key else message).split())
    return text if len(text) <= _MESSAGE_CHARACTERS else text[:_MESSAGE_CHARACTERS] + " …"
