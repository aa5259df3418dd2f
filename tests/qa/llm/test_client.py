"""How servers of language models are asked, and what is made of those that fail."""

import threading
import time
from dataclasses import replace

import pytest

import qa.llm.client
from index.errors import InputError, LanguageModelFailed, ModelError
from qa.llm.client import LanguageModel, ServerSettings
from tests.qa.llm.conftest import KEY, Serve
from tests.qa.llm.scripted_server import Script

MESSAGES = ({"role": "user", "content": "Who keeps the lamp?"},)


def model(url: str, *, timeout: float = 20.0) -> LanguageModel:
    return LanguageModel(ServerSettings("scripted", url, timeout=timeout))


def ask(url: str, *, timeout: float = 20.0) -> str:
    pieces = model(url, timeout=timeout).stream(MESSAGES, max_tokens=100)
    return "".join(piece for piece, _ in pieces)


def sends(*body: bytes, status: int = 200) -> Script:
    return Script(body=body, status=status)


def test_an_answer_comes_in_pieces_and_the_key_goes_along(serve: Serve) -> None:
    script = Script(lambda _: "Old Osk keeps the lamp.")
    pieces = list(model(serve(script).url).stream(MESSAGES, max_tokens=100))
    assert "".join(text for text, _ in pieces) == "Old Osk keeps the lamp."
    assert len(pieces) > 3
    assert not any(cut for _, cut in pieces)
    (request,) = script.requests
    assert (request["model"], request["max_tokens"]) == ("scripted", 100)
    assert request["messages"] == list(MESSAGES)
    assert script.keys == [f"Bearer {KEY}"]


def test_the_key_of_openai_is_taken_where_there_is_no_other(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PINCITE_LLM_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    script = Script(lambda _: "Osk.")
    ask(serve(script).url)
    assert script.keys == ["Bearer sk-other"]


def test_a_server_without_keys_needs_none(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PINCITE_LLM_KEY")
    assert ask(serve(Script(lambda _: "Osk.")).url) == "Osk."


def test_what_is_sent_goes_to_the_server_that_is_named_and_nowhere_else(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Script(lambda _: "Osk.")
    script = Script(status=307, location=f"{serve(other).url}/chat/completions")
    with pytest.raises(LanguageModelFailed, match="HTTP 307: it sends on to another address"):
        ask(serve(script).url)
    assert other.requests == []
    proxy = Script(lambda _: "Tolley.")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, serve(proxy).url.removesuffix("/v1"))
    assert ask(serve(Script(lambda _: "Osk.")).url) == "Osk."
    assert proxy.requests == []


def test_half_a_character_is_a_question_mark(serve: Serve) -> None:
    choice = b'{"delta": {"content": "Osk \\ud83d"}, "finish_reason": "stop"}'
    assert ask(serve(sends(b'data: {"choices": [' + choice + b"]}\n\n")).url) == "Osk ?"


def test_want_of_room_is_told_with_the_last_piece(serve: Serve) -> None:
    url = serve(Script(lambda _: "Osk keeps", reason="length")).url
    assert list(model(url).stream(MESSAGES, max_tokens=2))[-1] == ("", True)


def test_a_server_that_is_busy_is_asked_again(serve: Serve) -> None:
    script = Script(lambda _: "Osk.", n_failures=2)
    assert ask(serve(script).url) == "Osk."
    assert len(script.requests) == 3


def test_a_server_that_stays_busy_is_given_up(serve: Serve) -> None:
    script = Script(n_failures=9)
    with pytest.raises(LanguageModelFailed, match="HTTP 503"):
        ask(serve(script).url)
    assert len(script.requests) == 3


@pytest.mark.parametrize(
    "script",
    [sends(b"{}", status=401), sends(b"{}", status=404), Script(lambda _: "Osk keeps", reason="")],
    ids=["refused", "unknown", "cut"],
)
def test_what_another_try_would_not_mend_is_not_tried_again(serve: Serve, script: Script) -> None:
    script = replace(script, requests=[])
    with pytest.raises(LanguageModelFailed):
        ask(serve(script).url)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (sends(b'{"error": {"message": "bad key"}}', status=401), "HTTP 401: it refuses"),
        (sends(b"{}", status=404), "HTTP 404: it has no such model"),
        (sends(b"{}", status=429), "HTTP 429: it has too much to do"),
        (sends(b"<html>", status=500), "HTTP 500"),
        (sends(f'{{"error": {{"message": "no\\n {KEY}"}}}}'.encode(), status=400), "no …"),
        (sends(), "no answer of a language model"),
        (sends(b"data: [DONE]\n\n"), "no answer of a language model"),
        (sends(b"<html>It works!</html>"), "no answer of a language model"),
        (sends(b"data: {\n\n"), "no answer of a language model"),
        (sends(b"data: \xff\xfe\x00\n\n"), "no answer of a language model"),
        (sends(b'data: {"choices": [{"delta": 3}]}\n\n'), "no answer of a language model"),
        (sends(b'data: {"choices": 5}\n\n'), "no answer of a language model"),
        (sends(b"data: []\n\n"), "no answer of a language model"),
        (sends(b'data: {"error": {"message": "out of memory"}}\n\n'), "out of memory"),
        (sends(b'data: {"choices": [{"delta": {"conte'), "no answer of a language model"),
        (Script(lambda _: "Osk keeps the", reason=""), "broke off in the middle"),
    ],
)
def test_a_server_that_fails_is_told_of_in_one_line_without_the_key(
    serve: Serve, script: Script, message: str
) -> None:
    with pytest.raises(LanguageModelFailed) as failed:
        ask(serve(script).url)
    told = str(failed.value)
    assert told.startswith("the language model scripted at 127.0.0.1 gave no whole answer: ")
    assert message in told
    assert "\n" not in told
    assert KEY not in told
    assert len(told) < 300


def test_a_server_that_is_down(serve: Serve) -> None:
    server = serve(Script())
    server.shutdown()
    server.server_close()
    with pytest.raises(LanguageModelFailed, match="cannot be reached"):
        ask(server.url)


@pytest.mark.parametrize(
    "script",
    [
        Script(lambda _: "word " * 500, pause=30),
        Script(lambda _: "word " * 500, pause=0.1),
        Script(body=(b"d",) * 1_000, pause=0.05),
    ],
    ids=["silent", "slow", "byte by byte"],
)
def test_a_slow_server_is_waited_for_no_longer_than_was_said(serve: Serve, script: Script) -> None:
    url = serve(script).url
    begun = time.monotonic()
    with pytest.raises(LanguageModelFailed, match="--llm-timeout gives it longer"):
        ask(url, timeout=2.0)
    assert time.monotonic() - begun < 4
    if script.pause < 1:
        assert script.hung_up.wait(10), "the connection stays open"


def test_a_model_that_falls_silent_is_given_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.llm.client, "_SILENT_SECONDS", 0.3)
    url = serve(Script(lambda _: "Osk keeps", pause=30)).url
    begun = time.monotonic()
    with pytest.raises(LanguageModelFailed, match="too slow"):
        ask(url)
    assert time.monotonic() - begun < 10


WRITING = Script(lambda _: "word " * 2_000, pause=0.02)
SILENT = Script(lambda _: "word " * 2_000, pause=300)


@pytest.mark.parametrize("script", [WRITING, SILENT], ids=["writing", "silent"])
def test_who_stops_reading_ends_the_request(serve: Serve, script: Script) -> None:
    script = replace(script, hung_up=threading.Event())
    pieces = model(serve(script).url).stream(MESSAGES, max_tokens=100)
    next(pieces)
    pieces.close()
    assert script.hung_up.wait(3), "the connection stays open"


@pytest.mark.parametrize(
    "script", [WRITING, SILENT, replace(SILENT, delay=300)], ids=["writing", "silent", "slow"]
)
def test_another_thread_stops_it(serve: Serve, script: Script) -> None:
    script, stop = replace(script, hung_up=threading.Event(), requests=[]), threading.Event()
    pieces = model(serve(script).url).stream(MESSAGES, max_tokens=100, stop=stop)
    threading.Timer(1.5, stop.set).start()
    begun = time.monotonic()
    assert len(list(pieces)) < 1_000
    assert time.monotonic() - begun < 4
    if script.requests:
        assert script.hung_up.wait(3), "the connection stays open"


def test_nothing_is_sent_once_it_is_stopped(serve: Serve) -> None:
    script, stop = Script(lambda _: "word"), threading.Event()
    stop.set()
    assert list(model(serve(script).url).stream(MESSAGES, max_tokens=9, stop=stop)) == []
    assert script.requests == []


def test_an_endless_answer_has_an_end(serve: Serve) -> None:
    url = serve(Script(lambda _: ("x" * 999 + " ") * 60)).url
    pieces = list(model(url).stream(MESSAGES, max_tokens=100))
    assert sum(len(text) for text, _ in pieces) < 25_000
    assert [cut for _, cut in pieces if cut] == [True], "and that is told"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (ServerSettings(" ", "http://127.0.0.1/v1"), "name is empty"),
        (ServerSettings("m", "127.0.0.1:11434"), "is no address"),
        (ServerSettings("m", "file:///etc/passwd"), "is no address"),
        (ServerSettings("m", "http://127.0.0.1/v1", context=100), "512 tokens or more"),
        (ServerSettings("m", "http://127.0.0.1/v1", timeout=0), "some seconds"),
    ],
)
def test_settings_that_cannot_be(settings: ServerSettings, message: str) -> None:
    with pytest.raises(InputError, match=message):
        LanguageModel(settings)


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.llm.client, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install 'pincite\[llm\]'"):
        model("http://127.0.0.1:9/v1")
