import pytest

from tests.ui.conftest import MemoryAssistant
from tests.ui.html_tree import parse
from ui.chat import Chat, View


def ask(chat: Chat, question: str, before: View | None = None) -> View:
    *_, view = chat.ask(question, before.turns if before else ())
    return view


def test_a_question_is_shown_before_it_is_answered(chat: Chat) -> None:
    pending, done = chat.ask("What did he do?", ())
    assert (pending.box, done.box) == ("", "")
    assert pending.turns == ()
    assert pending.source is None
    assert "Searching" in pending.thread
    assert "Searching" not in done.thread


def test_the_first_citation_of_an_answer_opens_by_itself(chat: Chat) -> None:
    view = ask(chat, "What did he do?")
    assert view.source is not None
    tree = parse(view.source)
    assert tree.one("mark").text == "Burns met activists."
    assert tree.one(aria_current="true").one(class_="pc-number").text == "¶2"


def test_an_unanswered_question_closes_the_source(chat: Chat) -> None:
    view = ask(chat, "Where is the moon?", ask(chat, "What did he do?"))
    assert view.source is not None
    assert "opens here" in view.source
    tree = parse(view.thread)
    assert tree.one(class_="pc-verdict").text == "The documents do not say."
    assert len(view.turns) == 2


def test_an_error_is_a_message_in_the_chat(chat: Chat) -> None:
    view = ask(chat, "   ", ask(chat, "What did he do?"))
    assert parse(view.thread).one(role="alert").text == "the question is empty: type one"
    assert view.source is None
    assert [turn.problem for turn in view.turns] == ["", "the question is empty: type one"]


def test_a_mistake_of_the_programmer_is_not_hidden(chat: Chat) -> None:
    with pytest.raises(RuntimeError):
        ask(chat, "Is there a bug?")
    tree = parse(chat.failed(ask(chat, "What did he do?").turns))
    assert "you can ask it again" in tree.one(role="alert").text
    assert len(tree.all("section")) == 1


def test_a_document_that_has_gone_is_a_message(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    memory_assistant.library.held = {}
    view = ask(chat, "What did he do?")
    assert "no document 09ASTANA1161" in parse(view.thread).one(role="alert").text


def test_turns_belong_to_the_session_that_brings_them(chat: Chat) -> None:
    first, second = ask(chat, "What did he do?"), ask(chat, "Where is the moon?")
    assert [turn.question for turn in first.turns] == ["What did he do?"]
    assert [turn.question for turn in second.turns] == ["Where is the moon?"]
    assert "What did he do?" not in second.thread


def test_a_citation_opens_what_the_library_holds(chat: Chat) -> None:
    sent = {"doc_id": "09ASTANA1161", "paragraph": "7", "start": 4, "end": 13}
    tree = parse(chat.open_source(sent))
    assert tree.one("mark").text == "judiciary"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"doc_id": "x<b>", "paragraph": "7", "start": 0, "end": 0}, "no document x<b>"),
        ({"doc_id": "09ASTANA1161", "paragraph": "70", "start": 0, "end": 0}, "no such place"),
        ({"doc_id": "09ASTANA1161", "paragraph": "7", "start": 0, "end": 999}, "no such place"),
        (
            {"doc_id": "09ASTANA1161", "paragraph": "7", "start": 0, "end": 3, "quote": "His"},
            "has changed since it was quoted",
        ),
        ({"html": "<script>"}, "cannot be read"),
    ],
)
def test_what_is_not_in_the_library_is_said_to_be_unknown(
    chat: Chat, sent: object, message: str
) -> None:
    tree = parse(chat.open_source(sent))
    assert message in tree.one(role="alert").text
    assert not tree.all(class_="pc-text")
