"""What may be asked, and what else comes with an answer."""

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index import Library
from index.errors import BadQuestion, InputError, LibraryNotFound
from index.filters import Filter
from qa import Answer, Assistant
from qa.answerer import AnswererSettings


@pytest.fixture
def assistant(library: Library, tmp_path: Path) -> Assistant:
    rows = (
        {
            "doc_id": f"d{n}",
            "paragraph": "1",
            "text": f"The keeper of house {n} is called {name}.",
            "date": f"200{n}-05-01",
        }
        for n, name in enumerate(["Osk", "Brannit", "Tolley", "Marr"])
    )
    file = tmp_path / "houses.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    return Assistant(library)


@pytest.mark.parametrize(
    ("question", "is_told"),
    [
        ("Wer hat die Brücke gebaut?", True),
        ("Quem construiu a barragem?", True),
        ("Кто построил плотину?", True),
        ("谁建造了大坝", True),
        ("Who is Jørgen Ødegård?", False),
        ("What’s Zürich’s rule?", False),
        ("Was Müller dismissed?", False),
        ("Should José pay?", False),
        ("Describe José", False),
        ("Maximum filing penalty?", False),
        ("Zelaya coup Honduras?", False),
        ("bridge builders fined", False),
        ("Total cost?", False),
    ],
)
def test_a_question_in_another_language_is_told_from_one_that_is_not_answered(
    assistant: Assistant, question: str, is_told: bool
) -> None:
    answer = assistant.ask(question)
    assert not answer.answered
    assert any("does not look English" in warning for warning in answer.warnings) == is_told


@pytest.mark.parametrize(
    ("question", "is_told"),
    [
        ("When did she resign?", True),
        ("Did he keep house 2?", True),
        ("What house did he keep?", False),
        ("When did Osk say he would go?", False),
        ("Is it called Osk?", False),
        ("When did the US say he left?", False),
        ("Why did Her Majesty resign?", False),
        ("What does HE stand for?", False),
        ("When did he go? (on “Why did the minister go?”)", False),
    ],
)
def test_a_question_about_nobody_is_told_of(
    assistant: Assistant, question: str, is_told: bool
) -> None:
    warnings = assistant.ask(question).warnings
    assert any("does not say who is meant" in warning for warning in warnings) == is_told


@pytest.mark.parametrize("question", ["", " \n\t "])
def test_an_empty_question(assistant: Assistant, question: str) -> None:
    with pytest.raises(BadQuestion, match="the question is empty"):
        assistant.ask(question)


def test_a_question_of_100_000_characters(assistant: Assistant) -> None:
    with pytest.raises(BadQuestion, match=r"100,000 characters, and the limit is 4,000"):
        assistant.ask("x" * 100_000)
    assert assistant.ask("x" * 4_000).hits


def test_at_least_one_paragraph_must_be_asked_for(assistant: Assistant) -> None:
    with pytest.raises(BadQuestion, match="ask for 1 or more"):
        assistant.ask("Who?", k=0)
    with pytest.raises(BadQuestion, match="ask for 1 or more"):
        assistant.search("keeper", k=-1)
    with pytest.raises(BadQuestion, match="up to 10000"):
        assistant.search("keeper", k=10**20)


def test_half_a_character(assistant: Assistant) -> None:
    with pytest.raises(BadQuestion, match="half a character"):
        assistant.ask("caf\udce9?")


def test_an_unknown_retriever(assistant: Assistant) -> None:
    with pytest.raises(InputError, match="use one of hybrid, fusion, dense, lexical"):
        assistant.search("keeper", retriever="psychic")  # type: ignore[arg-type]  # on purpose


def test_a_library_without_documents(library: Library) -> None:
    with pytest.raises(LibraryNotFound, match="pincite index PATH"):
        Assistant(library).ask("Who?")


def test_a_draft_quotes_what_an_answer_is_not_sure_enough_of(assistant: Assistant) -> None:
    library = assistant.library
    never = Assistant(library, answerer=AnswererSettings(threshold=1.1))
    draft = never.draft("Who is keeper of house 2?")
    assert draft.answered
    assert draft.citations[0].quote in draft.text
    answer = never.ask("Who is keeper of house 2?")
    assert answer == replace(never.decide(draft), timings_ms=answer.timings_ms)
    assert (answer.answered, answer.citations) == (False, ())
    assert answer.text.startswith("The documents do not answer this")
    assert (answer.hits, answer.confidence) == (draft.hits, draft.confidence)
    always = Assistant(library, answerer=AnswererSettings(threshold=0.0))
    assert always.decide(draft) == draft


def test_filters_hold_for_answers_too(assistant: Assistant) -> None:
    filters = (Filter.parse("date=2002"),)
    answer = assistant.ask("Who is keeper of the house?", filters=filters)
    assert answer.filters == filters, "and it tells them"
    assert [hit.paragraph.doc_id for hit in answer.hits] == ["d2"]


def test_a_repaired_index_is_told_with_the_answer(assistant: Assistant) -> None:
    assert assistant.ask("Who is keeper?").warnings == ()
    shutil.rmtree(assistant.library.folder / "derived")
    with Library.open(assistant.library.folder, encoder=assistant.library.encoder.loaded) as again:
        (warning,) = Assistant(again).ask("Who is keeper?").warnings
        assert "in step with the database" in warning
        assert Assistant(again).ask("Who is keeper?").warnings == ()


def test_threads_get_their_own_answers(assistant: Assistant) -> None:
    questions = [f"What is the keeper of house {n} called?" for n in range(4)] * 5
    answers: dict[int, Answer] = {}

    def ask(place: int) -> None:
        answers[place] = assistant.ask(questions[place], k=1)

    threads = [threading.Thread(target=ask, args=[place]) for place in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    for place, question in enumerate(questions):
        assert answers[place].question == question
        assert answers[place].hits[0].paragraph.doc_id == f"d{question[-9]}"
