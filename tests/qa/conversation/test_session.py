"""A conversation with an assistant."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index import Library
from index.errors import BadQuestion
from index.filters import Filter
from qa import Assistant
from qa.answerer import AnswererSettings
from qa.conversation import Turn
from qa.model import Answer
from qa.output import answer_json

TEXTS = {
    "tolls": "Hilda Marr collected the tolls at the north gate.",
    "rain": "Rain fell on the hills for a week.",
    "late": "Marr was dismissed over the missing ledger.",
}


ONE = AnswererSettings(threshold=0.0, n_quotes=1)


@pytest.fixture(autouse=True)
def assistant(library: Library, tmp_path: Path) -> Assistant:
    rows = ({"doc_id": key, "paragraph": "1", "text": text} for key, text in TEXTS.items())
    file = tmp_path / "gate.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    return Assistant(library, answerer=ONE)


def test_a_follow_up_is_answered_and_told(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    first = conversation.ask("Who collected the tolls at the north gate?")
    assert first.understood_as == ""
    assert "understood_as" not in answer_json(first)
    second = conversation.ask("Why was she dismissed?")
    assert second.question == "Why was she dismissed?"
    assert second.understood_as == "Why was Hilda Marr dismissed?"
    assert second.citations[0].quote == TEXTS["late"]
    shown = answer_json(second)
    assert list(shown)[:2] == ["question", "understood_as"]
    assert [turn.question for turn in conversation.turns] == [
        "Who collected the tolls at the north gate?",
        "Why was Hilda Marr dismissed?",
    ]
    assert conversation.turns[0].citations == first.citations


@pytest.mark.parametrize("surely", ["goes on", "is new"])
def test_the_documents_tell_whether_a_short_question_goes_on(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, surely: str
) -> None:
    draft = Assistant.draft

    def drafted(self: Assistant, question: str, **how: Any) -> Answer:
        sure = ("(on" in question) is (surely == "goes on")
        return replace(draft(self, question, **how), confidence=0.9 if sure else 0.1)

    monkeypatch.setattr(Assistant, "draft", drafted)
    conversation = assistant.conversation((Turn("Who collected the tolls?", TEXTS["tolls"]),))
    signals = conversation.signals("Where did rain fall?")
    found, then = conversation.ask("Where did rain fall?"), conversation.ask("why?")
    if surely == "goes on":
        assert found.understood_as == "Where did rain fall? (on “Who collected the tolls?”)"
        assert found.follows
        assert signals != assistant.signals("Where did rain fall?")
    else:
        assert (found.understood_as, found.follows) == ("", False)
        assert found.citations[0].quote == TEXTS["rain"]
        assert signals == assistant.signals("Where did rain fall?")
    assert then.understood_as == "why? (on “Where did rain fall?”)"
    assert conversation.turns[1].follows is (surely == "goes on")


def test_a_question_without_an_answer_stays_as_it_is_and_leaves_the_subject(
    library: Library,
) -> None:
    assistant = Assistant(library, answerer=replace(ONE, threshold=1.0))
    conversation = assistant.conversation((Turn("Who is Hilda Marr?", TEXTS["tolls"]),))
    silent = conversation.ask("Where is the moon?")
    assert (silent.answered, silent.understood_as) == (False, "")
    assert conversation.ask("Was she dismissed?").understood_as == "Was Hilda Marr dismissed?"


@pytest.mark.parametrize(
    ("question", "answered"),
    [("and the rain?", False), ("What about penguins?", False), ("and the north gate?", True)],
)
def test_an_ellipsis_is_not_answered_by_what_lacks_what_is_new_in_it(
    assistant: Assistant, question: str, answered: bool
) -> None:
    (first, *_) = TEXTS.values()
    assistant.library.remove(["rain"])
    assistant.answerer = replace(ONE, threshold=0.001)
    turn = Turn("Who collected the tolls at the north gate?", first)
    answer = assistant.conversation([turn]).ask(question)
    assert answer.answered == answered
    assert bool(answer.citations) == answered
    assert answer.hits, "the closest are shown"


def test_a_request_is_no_question_that_others_go_on_from(assistant: Assistant) -> None:
    conversation = assistant.conversation((Turn("Who is Hilda Marr?", TEXTS["tolls"]),))
    conversation.ask("In which paragraph?")
    assert conversation.ask("why?").understood_as == "why? (on “Who is Hilda Marr?”)"
    conversation.ask("What does ¶1 of rain say?")
    assert conversation.ask("why?").understood_as == ""


def test_how_sure_an_answer_is_depends_on_the_question_alone(assistant: Assistant) -> None:
    plain = assistant.ask("Why was Hilda Marr dismissed?")
    other = assistant.ask(
        "Why was Hilda Marr dismissed?", search_for="Marr dismissed tolls north gate rain hills"
    )
    assert other.confidence == plain.confidence
    assert {h.paragraph: h.dense_score for h in other.hits} == {
        h.paragraph: h.dense_score for h in plain.hits
    }


def test_turns_can_be_brought_along(assistant: Assistant) -> None:
    turns = (
        Turn("Who collected the tolls at the north gate?", TEXTS["tolls"]),
        Turn("Was she dismissed?", TEXTS["late"]),
    )
    conversation = assistant.conversation(turns)
    assert conversation.turns[1].question == "Was Hilda Marr dismissed?"
    assert conversation.ask("Over what was she?").understood_as == "Over what was Hilda Marr?"
    assert len(conversation.turns) == 3


def test_what_cannot_be_asked_is_no_turn(assistant: Assistant) -> None:
    conversation = assistant.conversation((Turn("Who is Hilda Marr?", TEXTS["tolls"]),))
    with pytest.raises(BadQuestion):
        conversation.ask(" ")
    assert len(conversation.turns) == 1


def test_filters_hold_for_follow_ups(assistant: Assistant) -> None:
    conversation = assistant.conversation((Turn("Who is Hilda Marr?", TEXTS["tolls"]),))
    found = conversation.ask("Why was she dismissed?", filters=[Filter.parse("doc_id=rain")])
    assert {hit.paragraph.doc_id for hit in found.hits} == {"rain"}


def test_a_question_that_is_asked_again_is_the_same_question(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    question = "Who collected the tolls at the north gate?"
    first = conversation.ask(question)
    again = conversation.ask(f" {question} ")
    assert again.understood_as == ""
    assert again.citations == first.citations


def test_an_ellipsis_that_does_not_go_on_is_asked_alone(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("Why was Marr dismissed?")
    rain = conversation.ask("What about the rain?")
    assert (rain.understood_as, rain.follows) == ("the rain?", True)
    assert rain.citations[0].quote == TEXTS["rain"]


def test_a_bare_why_is_answered_by_a_reason_and_not_by_the_same_quote(
    library: Library, tmp_path: Path
) -> None:
    text = "The south gate was shut in May because the lock broke."
    row = {"doc_id": "gate", "paragraph": "1", "text": text}
    (tmp_path / "shut.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert not library.add([tmp_path / "shut.jsonl"]).failed
    assistant = Assistant(library, answerer=AnswererSettings(threshold=0.1))
    for first, follow, quoted in (
        ("Who collected the tolls at the north gate?", "why?", []),
        ("Who collected the tolls at the north gate?", "how so?", []),
        ("What was shut at the south gate?", "why?", [text]),
        ("What was shut at the south gate?", "when?", [text]),
    ):
        conversation = assistant.conversation()
        assert conversation.ask(first).answered
        answer = conversation.ask(follow)
        assert [each.quote for each in answer.citations] == quoted
        assert answer.answered is bool(quoted)
        assert [each.marker for each in answer.citations] == [*range(1, len(quoted) + 1)]


def test_documents_that_were_quoted_are_preferred_for_what_goes_on(
    library: Library, tmp_path: Path
) -> None:
    rows = [
        {"doc_id": doc_id, "paragraph": str(n), "text": f"The {place} lock was mended on day {n}."}
        for doc_id, place in (("east", "river"), ("west", "canal"))
        for n in range(1, 21)
    ]
    rows.append({"doc_id": "west", "paragraph": "30", "text": "Osk Tarn keeps the west gate."})
    (tmp_path / "locks.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([tmp_path / "locks.jsonl"]).failed
    assistant = Assistant(library, answerer=ONE)
    question = "Which lock was mended on day nine?"
    turn = Turn.of(assistant.ask("Who keeps the west gate?"))
    assert {each.doc_id for each in turn.citations} == {"west"}

    def n_of_west(*near: str) -> int:
        found = assistant.draft(question, search_for=question, k=10, near=near)
        assert [hit.rank for hit in found.hits] == [*range(1, 11)]
        return sum(hit.paragraph.doc_id == "west" for hit in found.hits)

    assert n_of_west("west") > n_of_west() > n_of_west("east")
    asked: list[object] = []
    drafted = Assistant.draft

    def draft(self: Assistant, question: str, **how: Any) -> Answer:
        asked.append(how.get("near"))
        return drafted(self, question, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Assistant, "draft", draft)
        assistant.conversation((turn,)).ask("And when was it mended?")
        assistant.conversation((turn,)).ask("How many ships sank near Lowmere last winter?")
    assert asked[0] == {"west"}
    assert asked[-1] in ((), None), "a new question prefers nothing"


def test_an_ellipsis_is_not_met_by_a_lesser_quote_of_another_document(
    library: Library, tmp_path: Path
) -> None:
    texts = {
        "1": "Hilda Marr collected the tolls at the north gate.",
        "2": "The ledger of the ferry went down with it.",
    }
    rows = ({"doc_id": "gate 2", "paragraph": n, "text": text} for n, text in texts.items())
    file = tmp_path / "gates.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    every = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=99))
    conversation = every.conversation()
    conversation.ask("Who collected the tolls at the north gate?")
    answer = conversation.ask("and the ferry?")
    assert answer.understood_as == "the ferry?"
    assert answer.citations[0].quote == texts["2"]
