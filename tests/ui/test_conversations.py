"""The conversations of a reader: kept, opened again, renamed, deleted, and nobody else's."""

from dataclasses import replace

import pytest

from index.errors import InputError, LibraryDamaged, UnknownConversation
from qa import Assistant
from tests.ui.conftest import MemoryAssistant, MemoryConversations
from ui.chat import Chat
from ui.conversations import Conversations, Open, Wish, new_id
from ui.model import Turn

HOSTILE = "<script>window.bad = 1</script> **b** ${x} {{ y }}"


@pytest.fixture
def conversations(assistant: Assistant) -> Conversations:
    return Conversations(assistant.library)


@pytest.fixture
def kept(memory_assistant: MemoryAssistant) -> MemoryConversations:
    return memory_assistant.library.conversations


def asked(chat: Chat, *questions: str) -> tuple[Turn, ...]:
    turns: tuple[Turn, ...] = ()
    for question in questions:
        *_, view = chat.ask(question, turns)
        turns = view.turns
    return turns


def test_a_conversation_is_opened_again_as_it_was(chat: Chat, conversations: Conversations) -> None:
    turns = asked(chat, "Whom did they meet?", "What of the moon?", "nasty")
    conversations.keep("ada", "1", turns)
    assert conversations.open("ada", "1") == turns
    assert chat.thread(conversations.open("ada", "1")) == chat.thread(turns)


def test_a_question_without_an_answer_is_not_kept(
    chat: Chat, conversations: Conversations, kept: MemoryConversations
) -> None:
    refused = Turn("\ud800 half a character", problem="type it again")
    assert 'data-current=""' in conversations.keep("ada", "1", (refused,))
    assert kept.kept == {}
    turns = asked(chat, "Whom did they meet?")
    conversations.keep("ada", "1", (refused, *turns))
    assert conversations.open("ada", "1") == turns


def test_it_is_called_by_its_first_question(chat: Chat, conversations: Conversations) -> None:
    listed = conversations.keep("ada", "1", asked(chat, HOSTILE, "Who?"))
    assert "&lt;script&gt;" in listed
    assert "<script>" not in listed
    assert 'data-current="1"' in listed


def test_a_document_that_has_gone_keeps_none_from_being_opened(
    chat: Chat, conversations: Conversations, memory_assistant: MemoryAssistant
) -> None:
    conversations.keep("ada", "1", asked(chat, "Whom did they meet?"))
    memory_assistant.library.held = {}
    (turn,) = conversations.open("ada", "1")
    assert turn.documents == {}
    assert turn.answer
    assert turn.answer.citations[0].quote in chat.thread((turn,))


def test_nobody_opens_renames_or_deletes_what_is_anothers(
    chat: Chat, conversations: Conversations, kept: MemoryConversations
) -> None:
    turns = asked(chat, "Whom did they meet?")
    conversations.keep("ada", "1", turns)
    now = Open("2", ())
    for deed in ("open", "rename", "delete"):
        then, listed = conversations.respond("bob", {"do": deed, "id": "1", "text": "x"}, now)
        assert then == now
        assert "Whom" not in listed
        assert "not kept" in listed
    assert conversations.open("ada", "1") == turns


def test_what_a_reader_can_do(
    chat: Chat, conversations: Conversations, kept: MemoryConversations
) -> None:
    turns = asked(chat, "Whom did they meet?")
    conversations.keep("ada", "1", turns)
    opened, _ = conversations.respond("ada", {"do": "open", "id": "1"}, Open())
    assert opened == Open("1", turns)
    still, listed = conversations.respond("ada", {"do": "rename", "id": "1", "text": "T"}, opened)
    assert still is opened
    assert ">T<" in listed
    _, listed = conversations.respond("ada", {"do": "search", "text": "zebra"}, opened)
    assert "None has these words" in listed
    new, _ = conversations.respond("ada", {"do": "new"}, opened)
    assert new == Open()
    gone, listed = conversations.respond("ada", {"do": "delete", "id": "1"}, opened)
    assert gone == Open()
    assert kept.kept == {}
    assert "kept here, for you alone" in listed


def test_another_one_is_deleted_without_leaving_this(
    chat: Chat, conversations: Conversations
) -> None:
    turns = asked(chat, "Whom did they meet?")
    conversations.keep("ada", "1", turns)
    now = Open("2", turns)
    assert conversations.respond("ada", {"do": "delete", "id": "1"}, now)[0] is now


def test_why_it_is_not_kept_is_told(
    chat: Chat, conversations: Conversations, kept: MemoryConversations
) -> None:
    turns = asked(chat, "Whom did they meet?")
    assert "keeps no cookie" in conversations.keep("", "1", turns)
    assert kept.kept == {}
    kept.read_only = True
    listed = conversations.keep("ada", "1", turns)
    assert "may only be read" in listed
    assert "data-problem" in listed


def test_words_are_found_in_questions_answers_and_citations(
    chat: Chat, conversations: Conversations, kept: MemoryConversations
) -> None:
    turns = asked(chat, "Whom did they meet?")
    answer = turns[0].answer
    assert answer
    turns = (replace(turns[0], answer=replace(answer, text="“Burns met activists.” [1]")),)
    conversations.keep("ada", "1", turns)
    ((_, words, _),) = kept.kept.values()
    for said in ("Whom did", "Burns met", "09ASTANA1161 ¶2"):
        assert said in words


@pytest.mark.parametrize("content", ["", "no JSON", "{}", '[{"question": 1}]', "[[]]"])
def test_what_cannot_be_read_is_told(
    conversations: Conversations, kept: MemoryConversations, content: str
) -> None:
    kept.keep("ada", "1", title="t", words="", content=content)
    with pytest.raises(LibraryDamaged, match="delete it"):
        conversations.open("ada", "1")
    with pytest.raises(UnknownConversation):
        conversations.open("ada", "2")


@pytest.mark.parametrize("data", [None, [], "open", {}, {"do": 1}, {"do": "open", "id": 2}])
def test_what_a_browser_sends_may_be_anything(conversations: Conversations, data: object) -> None:
    with pytest.raises(InputError, match="reload the page"):
        Wish.from_browser(data)
    now = Open("1", ())
    then, listed = conversations.respond("ada", data, now)
    assert then is now
    assert "reload the page" in listed


def test_ids_cannot_be_guessed() -> None:
    ids = {new_id() for _ in range(100)}
    assert len(ids) == 100
    assert {len(each) for each in ids} == {32}
