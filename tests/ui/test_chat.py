import base64
import io
import json
import re
from collections.abc import Mapping

import docx
import pytest

from index.errors import LibraryDamaged
from index.filters import Filter
from qa.export import FORMATS
from tests.ui.conftest import MemoryAssistant
from tests.ui.html_tree import parse
from ui.chat import Chat, View
from ui.model import Place, Press

ASKED = "What did he do?"
CITED = {"turn": 0, "doc_id": "09ASTANA1161", "paragraph": "2"}


def ask(
    chat: Chat,
    question: str,
    before: View | None = None,
    chosen: Mapping[str, object] | None = None,
) -> View:
    *_, view = chat.ask(question, before.turns if before else (), chosen)
    return view


def pressed(html: str) -> list[str]:
    return [b.attributes["aria-label"] for b in parse(html).all("button", aria_pressed="true")]


def told(html: str) -> dict[str, str]:
    return parse(html).one("p").attributes


def test_a_question_is_shown_before_it_is_answered(chat: Chat) -> None:
    pending, done = chat.ask("What did he do?", ())
    assert (pending.box, done.box) == ("", "")
    assert pending.turns == ()
    assert pending.source is None
    assert "Searching" in pending.thread
    assert "Searching" not in done.thread


def test_a_follow_up_is_understood_after_the_turns_before_it(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    first = ask(chat, "What did Burns do in Astana?")
    second = ask(chat, "Why did he leave?", first)
    assert memory_assistant.asked[-1] == "Why did Burns leave?"
    shown = parse(second.thread)
    assert [p.text for p in shown.all("p", class_="pc-question")][-1] == "Why did he leave?"
    assert shown.one(class_="pc-understood").text == "Understood as: Why did Burns leave?"
    assert [turn.asked for turn in second.turns] == [
        "What did Burns do in Astana?",
        "Why did Burns leave?",
    ], "marks are kept for a question that stands alone"
    third = ask(chat, "Was he arrested?", second)
    assert memory_assistant.asked[-1] == "Was Burns arrested?"
    new = ask(chat, "Where does Ann Petrov live?", third)
    assert memory_assistant.asked[-1] == "Where does Ann Petrov live?"
    assert len(new.turns) == 4


def test_a_language_model_is_followed_sentence_by_sentence(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    memory_assistant.llm = "m"
    pending, quoted, first, second, done = chat.ask(ASKED, ())
    assert "Searching" in pending.thread
    trees = [parse(view.thread) for view in (quoted, first, second, done)]
    assert [len(tree.all("s")) for tree in trees] == [0, 0, 1, 1]
    assert ["is writing" in v.thread for v in (quoted, first, second, done)] == [True] * 3 + [False]
    assert all(tree.all("blockquote") for tree in trees), "the quotes stand there from the first"
    assert (second.turns, len(done.turns)) == ((), 1)
    written = trees[-1].one(class_="pc-statements")
    assert "Burns met <b>activists</b>." in written.text
    assert (
        written.one(class_="pc-chip").attributes["data-place"]
        == Place("09ASTANA1161", "2", 9, 29, "Burns met activists.").key
    )
    assert written.one("s").text == "<i>Petrov</i> paid."
    told = written.one(class_="pc-unsupported").text
    assert told == "Not supported by the cited paragraph: not in d ¶2: <i>Petrov</i>"
    assert trees[-1].all("i") == trees[-1].all("b") == []


def test_a_language_model_is_not_waited_for_where_there_is_no_answer(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    memory_assistant.llm = "m"
    assert not any("is writing" in view.thread for view in chat.ask("Where is the moon?", ()))


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


def test_a_question_that_ended_in_an_error_is_in_the_box_again(chat: Chat) -> None:
    assert ask(chat, "What did he do?", chosen={"first": "June"}).box == "What did he do?"
    assert ask(chat, "What did he do?").box == ""


def test_a_mistake_of_the_programmer_is_not_hidden(chat: Chat) -> None:
    with pytest.raises(RuntimeError):
        ask(chat, "Is there a bug?")
    tree = parse(chat.failed(ask(chat, "What did he do?").turns))
    assert "you can ask it again" in tree.one(role="alert").text
    assert len(tree.all("section")) == 1


def test_marks_that_cannot_be_read_are_told_of_and_hide_nothing(
    chat: Chat, memory_assistant: MemoryAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask(chat, ASKED).turns

    def damaged(*_: object) -> None:
        raise LibraryDamaged("the library is damaged")

    monkeypatch.setattr(memory_assistant.library, "marks", damaged)
    for thread in (ask(chat, "What did he do?", None).thread, chat.thread(before)):
        assert "the library is damaged" in parse(thread).one(role="alert").text
    assert "you can ask it again" in parse(chat.failed(before)).one(role="alert").text
    assert "was not changed" in told(chat.mark_failed(before))["data-problem"]


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


def test_an_address_opens_what_it_names(chat: Chat) -> None:
    tree = parse(chat.open_address("09ASTANA1161", "7"))
    assert tree.one(aria_current="true").one(class_="pc-number").text == "¶7"
    assert parse(chat.open_address("09ASTANA1161", "")).all(aria_current="true") == []
    for unknown in (("09ASTANA1161", "<b>"), ("<i>nowhere</i>", "")):
        assert parse(chat.open_address(*unknown)).one(role="alert").text


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


def test_a_mark_is_kept_and_shown_whenever_the_question_stands_there(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    view = ask(chat, f"  {ASKED}\n")
    result = chat.mark({**CITED, "relevant": True}, view.turns)
    ((key, mark),) = memory_assistant.library.kept.items()
    assert key == (ASKED, "09ASTANA1161", "2")
    assert mark.relevant
    assert parse(result).text == "09ASTANA1161 ¶2 answers the question"
    state = json.loads(told(result)["data-state"])
    assert state[Press(0, "09ASTANA1161", "2").key] is True
    assert state[Press(0, "09ASTANA1161", "7").key] is None
    said = ["09ASTANA1161 ¶2 answers the question"]
    assert pressed(chat.thread(view.turns)) == said
    assert pressed(ask(chat, ASKED).thread) == said, "another session asks it again"
    assert pressed(ask(chat, "What else did he do?").thread) == []


def test_a_mark_is_changed_and_taken_back(chat: Chat, memory_assistant: MemoryAssistant) -> None:
    view = ask(chat, ASKED)
    chat.mark({**CITED, "relevant": True}, view.turns)
    chat.mark({**CITED, "relevant": False}, view.turns)
    assert [mark.relevant for mark in memory_assistant.library.kept.values()] == [False]
    result = chat.mark({**CITED, "relevant": None}, view.turns)
    assert memory_assistant.library.kept == {}
    assert "is not marked" in parse(result).text
    again = chat.mark({**CITED, "relevant": None}, view.turns)
    assert again != result, "the page sees that something was done, though nothing changed"


def test_the_closest_paragraphs_can_be_marked(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    question = "Which rocks of the moon did Ann Tolley bring home?"
    view = ask(chat, question, ask(chat, ASKED))
    chat.mark({**CITED, "turn": 1, "paragraph": "7", "relevant": False}, view.turns)
    assert [*memory_assistant.library.kept] == [(question, "09ASTANA1161", "7")]


@pytest.mark.parametrize(
    "sent",
    [
        {**CITED, "turn": 1, "relevant": True},
        {**CITED, "turn": -1, "relevant": True},
        {**CITED, "paragraph": "8", "relevant": True},
        {**CITED, "doc_id": "nasty", "relevant": None},
        {**CITED, "relevant": "yes"},
        {"question": "Never asked?", "doc_id": "nasty", "paragraph": "u1", "relevant": True},
        None,
    ],
)
def test_only_what_a_turn_shows_can_be_marked(
    chat: Chat, memory_assistant: MemoryAssistant, sent: object
) -> None:
    view = ask(chat, ASKED)
    chat.mark({**CITED, "relevant": True}, view.turns)
    problem = told(chat.mark(sent, view.turns))["data-problem"]
    assert "ask the question again" in problem
    assert [*memory_assistant.library.kept] == [(ASKED, "09ASTANA1161", "2")]


def test_a_library_that_may_not_be_written_says_so_beside_the_button(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    view = ask(chat, ASKED)
    memory_assistant.library.read_only = True
    attributes = told(chat.mark({**CITED, "relevant": True}, view.turns))
    assert attributes["data-problem"] == "the library may only be read"
    assert attributes["data-key"] == Press(0, "09ASTANA1161", "2").key
    assert "was not changed" in told(chat.mark_failed(view.turns))["data-problem"]


def test_filters_go_with_the_question_and_stand_in_its_turn(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    chosen = {"origin": ["Embassy Astana", " Darzun "], "first": "2009", "tags": None}
    view = ask(chat, ASKED, chosen=chosen)
    filters = (
        Filter("origin", "Embassy Astana"),
        Filter("origin", "Darzun"),
        Filter("date", "2009.."),
    )
    assert memory_assistant.filtered == [filters]
    answer = view.turns[0].answer
    assert answer is not None
    assert answer.filters == filters
    assert "Origin: Darzun" in parse(view.thread).one(class_="pc-narrowed").text
    ask(chat, ASKED, view)
    assert memory_assistant.filtered[1] == ()


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"origin": ["Nowhere"]}, "no document has origin=Nowhere; there is, for example, Emb"),
        ({"first": "soon"}, "a date is 2006, 2006-03 or"),
        ({"origin": "Embassy Astana"}, "these filters cannot be read"),
        ({"tags": [{"x": 1}]}, "these filters cannot be read"),
        ({"last": 2009}, "these filters cannot be read"),
    ],
)
def test_a_filter_that_admits_nothing_or_is_none_is_a_message_in_the_chat(
    chat: Chat, chosen: dict[str, object], message: str
) -> None:
    view = ask(chat, ASKED, chosen=chosen)
    assert message in parse(view.thread).one(role="alert").text


def test_the_page_shows_what_is_chosen(chat: Chat) -> None:
    tree = parse(chat.filters({"tags": ["PHUM"], "doc_id": ["nasty"], "last": "2009-07"}))
    assert [each.text for each in tree.all(class_="pc-filter")] == [
        "Tags: PHUM",
        "Document: nasty",
        "Date: to 2009-07",
    ]
    assert "a date is" in parse(chat.filters({"first": "x"})).one(role="alert").text
    assert chat.filters({"origin": [], "first": " "}).strip() == ""


def test_of_very_many_documents_none_is_listed(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.filters._MOST_DOCUMENTS", 0)
    assert chat.choices()["doc_id"] == []
    assert chat.choices()["origin"]


def test_what_can_be_chosen_is_what_the_library_has(chat: Chat) -> None:
    offered = chat.choices()
    assert offered["origin"] == [("Embassy Astana (1)", "Embassy Astana")]
    assert offered["doc_id"] == [
        ("09ASTANA1161 · MEETING WITH CIVIL SOCIETY", "09ASTANA1161"),
        ("nasty · <i>Title</i> & more", "nasty"),
    ]


def given(html: str) -> tuple[str, bytes]:
    """The file that the browser is given: its name and content."""
    carried = told(html)
    return carried["data-name"], base64.b64decode(carried["data-content"])


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_conversation_is_saved_in_each_format(chat: Chat, suffix: str) -> None:
    first = ask(chat, ASKED, chosen={"origin": ["Embassy Astana"]})
    view = ask(chat, "   ", ask(chat, "Where is the moon?", first))
    html = chat.save({"suffix": suffix}, view.turns)
    name, content = given(html)
    assert re.fullmatch(rf"pincite-conversation-\d{{4}}-\d\d-\d\d\{suffix}", name)
    assert parse(html).text == f"Saved as {name}"
    if suffix == ".docx":
        said = "\n".join(each.text for each in docx.Document(io.BytesIO(content)).paragraphs)
    else:
        said = content.decode()
    for words in (ASKED, "Burns met activists.", "Where is the moon?"):
        assert words in said
    assert ("origin=" if suffix == ".json" else "Only documents with Origin") in said


def test_saving_the_same_twice_gives_it_twice(chat: Chat) -> None:
    turns = ask(chat, ASKED).turns
    first, second = (chat.save({"suffix": ".md"}, turns) for _ in range(2))
    assert given(first) == given(second)
    assert first != second, "the page sees that it came again"


@pytest.mark.parametrize("sent", [None, {}, {"suffix": ".pdf"}, {"suffix": [".md"]}, ".md"])
def test_what_is_no_format_is_told(chat: Chat, sent: object) -> None:
    html = chat.save(sent, ask(chat, ASKED).turns)
    assert "format cannot be read" in parse(html).text
    assert "data-content" not in told(html)


def test_nothing_is_saved_of_no_answer(chat: Chat) -> None:
    for turns in ((), ask(chat, "  ").turns):
        assert "nothing to save yet" in parse(chat.save({"suffix": ".md"}, turns)).text


def test_a_document_that_has_gone_keeps_the_conversation_from_being_saved(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    turns = ask(chat, ASKED).turns
    memory_assistant.library.held = {}
    html = chat.save({"suffix": ".docx"}, turns)
    assert parse(html).one(class_="pc-save-problem").text.startswith("no document 09ASTANA1161")
    assert "data-content" not in told(html)
    assert "was not saved" in parse(chat.save_failed()).one(class_="pc-save-problem").text


def test_there_is_something_to_save_once_an_answer_is_whole(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    def can_be_saved(html: str) -> bool:
        return "data-kept" in parse(html).one(class_="pc-thread").attributes

    memory_assistant.llm = "m"
    assert not can_be_saved(chat.thread(()))
    assert not can_be_saved(ask(chat, "  ").thread)
    *before, last = [can_be_saved(view.thread) for view in chat.ask(ASKED, ())]
    assert (any(before), last) == (False, True)


def test_stopping_is_for_the_session_that_asks_for_it(
    chat: Chat, memory_assistant: MemoryAssistant
) -> None:
    memory_assistant.llm = "m"
    chat.stop("a")  # there is nothing to stop
    views = {session: chat.ask(ASKED, (), session=session) for session in "ab"}
    for session in "ab":
        assert ["data-writing" in next(views[session]).thread for _ in range(3)] == [True] * 3
    chat.stop("b")
    (*_, stopped), (*_, whole) = (list(views[session]) for session in "ba")
    assert parse(stopped.thread).one(class_="pc-warning").text == "it was stopped"
    assert (len(parse(stopped.thread).all("s")), len(parse(whole.thread).all("s"))) == (0, 1)
    assert [turn.question for turn in stopped.turns] == [ASKED]
    assert "data-writing" not in stopped.thread
    chat.stop("b")
    *_, again = chat.ask(ASKED, stopped.turns, session="b")
    assert len(parse(again.thread).all("s")) == 1, "the next answer is not stopped"


def test_without_a_language_model_there_is_nothing_to_stop(chat: Chat) -> None:
    assert not any("data-writing" in view.thread for view in chat.ask(ASKED, ()))
