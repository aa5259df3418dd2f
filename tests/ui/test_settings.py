"""What a reader sets, and how questions are answered by it."""

from dataclasses import replace
from typing import cast

import pytest

from index.errors import InputError
from qa import Assistant
from qa.llm.writer import Writer
from tests.ui.conftest import MemoryAssistant
from ui.chat import Chat
from ui.settings import Assistants, Settings, render_settings
from ui.settings_view import changed

HOSTILE = '"><script>window.bad = 1</script>'
MODEL = {"answerer": "model", "model": "m", "url": "http://127.0.0.1:9/v1"}


@pytest.fixture
def assistants(assistant: Assistant) -> Assistants:
    return Assistants(assistant)


def test_what_is_typed_is_read() -> None:
    typed = {**MODEL, "n_quotes": "5", "threshold": "0.25"}
    assert Settings.from_browser(typed) == Settings("model", "m", "http://127.0.0.1:9/v1", 5, 0.25)
    assert Settings.from_browser({}) == Settings()
    assert Settings.from_browser({"n_quotes": " ", "threshold": ""}) == Settings()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (None, "reload the page"),
        ([], "reload the page"),
        ({"answerer": "oracle"}, "reload the page"),
        ({"model": ["m"]}, "reload the page"),
        ({"url": "x" * 501}, "reload the page"),
        ({"n_quotes": "0"}, "passages: '0' is no number from 1 to 10"),
        ({"n_quotes": "1.5"}, "a whole one"),
        ({"n_quotes": "many"}, "passages: 'many'"),
        ({"threshold": "1.1"}, "threshold: '1.1' is no number from 0 to 1"),
        ({"threshold": "nan"}, "threshold: 'nan'"),
        ({"threshold": "-inf"}, "threshold: '-inf'"),
    ],
)
def test_what_cannot_be_used_is_told(typed: object, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        Settings.from_browser(typed)


def test_nothing_set_is_the_assistant_that_was_started(assistants: Assistants) -> None:
    assert assistants.of(Settings()) is assistants.usual


def test_passages_and_threshold_are_as_set(assistants: Assistants) -> None:
    other = assistants.of(Settings(n_quotes=7, threshold=0.9))
    assert (other.answerer.n_quotes, other.answerer.threshold) == (7, 0.9)
    assert assistants.usual.answerer.n_quotes == 3
    assert other.llm is None


def test_a_language_model_is_asked_where_one_is_named(assistants: Assistants) -> None:
    settings = Settings.from_browser(MODEL)
    writer = assistants.of(settings).llm
    assert isinstance(writer, Writer)
    assert assistants.of(replace(settings, n_quotes=2)).llm is writer
    assert assistants.of(replace(settings, answerer="quotes")).llm is None
    assert assistants.of(replace(settings, answerer=None)).llm is None
    with pytest.raises(InputError, match="no language model is named"):
        assistants.of(Settings("model"))
    with pytest.raises(InputError, match="name both"):
        assistants.of(Settings("model", model="m"))
    with pytest.raises(InputError, match="is no address"):
        assistants.of(Settings("model", model="m", url="nowhere"))


def test_where_others_ask_no_server_can_be_named(memory_assistant: MemoryAssistant) -> None:
    shared = Assistants(cast(Assistant, memory_assistant), shared=True)
    with pytest.raises(InputError, match="no language model is named"):
        shared.of(Settings.from_browser(MODEL))
    memory_assistant.llm = started_with = object()
    assert cast(object, shared.of(Settings.from_browser(MODEL)).llm) is started_with
    assert shared.of(Settings("quotes")).llm is None


def test_what_is_wrong_is_told_and_changes_nothing(assistants: Assistants) -> None:
    before = Settings(n_quotes=2)
    now, told = changed(assistants, before, {"n_quotes": HOSTILE, "threshold": "0.3", "at": "7"})
    assert now is before
    assert "is no number from 1 to 10" in told
    assert 'data-at="7"' in told
    assert "<script>" not in told
    now, told = changed(assistants, before, {"answerer": "model"})
    assert now is before
    assert "no language model is named" in told
    now, told = changed(assistants, before, {"answerer": "quotes", "threshold": "0.3"})
    assert now == Settings(threshold=0.3)
    assert 'data-changed="true"' in told
    assert "Kept." in told
    now, told = changed(assistants, now, {"answerer": "quotes"})
    assert now == Settings()  # as the server was started
    assert 'data-changed="false"' in told
    assert changed(assistants, now, "nonsense")[0] == Settings()


def test_the_form_has_what_the_server_was_started_with(
    memory_assistant: MemoryAssistant,
) -> None:
    assistant = cast(Assistant, memory_assistant)
    form = render_settings(Assistants(assistant))
    assert 'value="quotes" checked' in form
    assert 'name="url"' in form
    assert 'placeholder="0.50"' in form
    memory_assistant.llm = object()
    form = render_settings(Assistants(assistant, shared=True))
    assert 'value="model" checked' in form
    assert 'name="url"' not in form


def test_questions_are_answered_by_what_is_set(memory_assistant: MemoryAssistant) -> None:
    chat = Chat(cast(Assistant, memory_assistant))
    memory_assistant.llm = "a model"
    *_, view = chat.ask("Whom did they meet?", (), settings=Settings("quotes"))
    assert view.turns[-1].answer
    assert view.turns[-1].answer.statements == ()
    *_, view = chat.ask("Whom did they meet?", (), settings=Settings(n_quotes=1))
    assert view.turns[-1].answer
    assert view.turns[-1].answer.statements
    *_, view = chat.ask("Whom did they meet?", (), settings=Settings("model", model="m"))
    assert "name both" in view.turns[-1].problem
