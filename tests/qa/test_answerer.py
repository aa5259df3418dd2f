"""The quoting answerer: whole sentences, verbatim, and how sure it is."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Library
from index.errors import LibraryDamaged
from qa import Answer, Assistant
from qa.answerer import AnswererSettings, Quoted, quote
from qa.confidence import SIGNALS, ConfidenceModel, Logistic
from qa.retriever import search
from qa.sentence_ranking import rank_sentences

_EVEN = Logistic(0.4, (0.0,) * len(SIGNALS))
UNSURE = ConfidenceModel(_EVEN, _EVEN)  # 0.36
TEXTS = {
    "1": "The ferry to Lowmere sails at nine. It carries mail. Dr. Osk, the harbour master of "
    "Lowmere, signs for it.",
    "2": "Coal is landed at the north quay.\n(a) A barge waits for the tide;\n(b) a tug brings it.",
    "3": "Nothing was said.",
}


@pytest.fixture
def assistant(library: Library, tmp_path: Path) -> Assistant:
    rows = ({"doc_id": "harbour", "paragraph": n, "text": text} for n, text in TEXTS.items())
    file = tmp_path / "harbour.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    return Assistant(library, answerer=AnswererSettings(threshold=0.0))


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


def test_whole_sentences_are_quoted(assistant: Assistant) -> None:
    answer = assistant.ask("Who is harbour master of Lowmere and signs for the mail?")
    assert quotes(answer)[0] == "Dr. Osk, the harbour master of Lowmere, signs for it."
    assert answer.citations[0].label == "harbour ¶1"


def test_paragraphs_that_are_cited_alike_are_quoted_each_from_its_own(
    library: Library, tmp_path: Path
) -> None:
    ones, others = "Rain fell. Osk keeps the lamp.", "Osk mends the lamp. Snow fell. Hail fell."
    rows = [
        {"doc_id": "memo", "paragraph": "u1", "text": ones},
        {"doc_id": "memo unnumbered", "paragraph": "1", "text": others},
    ]
    file = tmp_path / "memos.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    answer = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=99)).ask("Osk lamp")
    assert {each.label for each in answer.citations} == {"memo unnumbered ¶1"}
    quoted = {each.doc_id: each.quote for each in answer.citations}
    assert "Osk keeps the lamp." in quoted["memo"]
    assert "Osk mends the lamp." in quoted["memo unnumbered"]


def test_an_item_of_a_list_is_a_sentence_of_its_own(library: Library, assistant: Assistant) -> None:
    strict = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=0.0))
    assert quotes(strict.ask("What does a tug bring?")) == ["(b) a tug brings it."]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it is only read
@given(question=st.text(max_size=80) | st.sampled_from(["the ferry", "coal, tide", "1998?"]))
def test_every_quote_is_its_span_of_its_paragraph(assistant: Assistant, question: str) -> None:
    if not question.strip():
        return
    answer = assistant.ask(question)
    assert len(answer.citations) <= 3
    assert [c.marker for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        text = TEXTS[citation.paragraph]
        assert text[citation.start : citation.end] == citation.quote
        assert f"“{citation.quote}” [{citation.marker}]" in answer.text


def test_a_sentence_is_quoted_once(assistant: Assistant) -> None:
    found = quotes(assistant.ask("ferry mail coal tide tug barge"))
    assert len(found) == len(set(found))


def test_fewer_quotes_where_the_others_are_much_worse(
    library: Library, assistant: Assistant
) -> None:
    strict = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=0.0))
    (best,) = quotes(strict.ask("Who signs for the mail at Lowmere?"))
    assert best == "Dr. Osk, the harbour master of Lowmere, signs for it."
    loose = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=100.0, n_quotes=5))
    first, second = quotes(loose.ask("Who signs for the mail at Lowmere?"))
    assert (first, second) == (
        TEXTS["1"],
        "Coal is landed at the north quay.\n(a) A barge waits for the tide;",
    )


def test_below_the_threshold_nothing_is_quoted(library: Library, assistant: Assistant) -> None:
    answer = Assistant(library, answerer=AnswererSettings(threshold=1.01)).ask("When does it sail?")
    assert (answer.answered, answer.citations) == (False, ())
    assert "do not answer" in answer.text
    assert answer.hits


def test_a_paragraph_of_a_thousand_sentences(
    library: Library, assistant: Assistant, tmp_path: Path
) -> None:
    text = " ".join(f"Clause {n} says nothing." for n in range(1000)) + " The pilot sleeps ashore."
    row = {"doc_id": "long", "paragraph": "1", "text": text}
    (tmp_path / "long.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assistant.library.add([tmp_path / "long.jsonl"])
    strict = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=0.0))
    assert quotes(strict.ask("Where does the pilot sleep?")) == ["The pilot sleeps ashore."]


def test_sentences_that_follow_each_other_are_one_quote(
    library: Library, assistant: Assistant
) -> None:
    loose = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=100.0))
    answer = loose.ask("When does the ferry sail to Lowmere, and does it carry mail?", k=1)
    assert "The ferry to Lowmere sails at nine. It carries mail." in quotes(answer)[0]


def test_the_paragraph_with_the_best_sentence_comes_first(
    library: Library, assistant: Assistant
) -> None:
    loose = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=100.0))
    answer = loose.ask(
        "Is coal landed at the north quay by a barge or a tug, and who signs for it?"
    )
    assert [each.paragraph for each in answer.citations] == ["2"]
    assert quotes(answer) == [TEXTS["2"]]


def test_the_quote_keeps_who_speaks(assistant: Assistant, tmp_path: Path) -> None:
    text = (
        "Osk claimed that the election was rigged. She added that the ballot boxes of Lowmere had "
        "been filled beforehand. It rained all day."
    )
    row = {"doc_id": "talks", "paragraph": "4", "text": text}
    (tmp_path / "talks.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assistant.library.add([tmp_path / "talks.jsonl"])
    quoted = quotes(assistant.ask("What was done with the ballot boxes filled beforehand?"))[0]
    assert quoted.startswith("Osk claimed")
    assert quoted.endswith("filled beforehand.")


def test_a_quote_that_does_not_stand_there_never_goes_out(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shifted(*arguments: Any) -> Quoted:
        quoted = quote(*arguments)
        first = quoted.citations[0]
        return replace(quoted, citations=(replace(first, start=first.start + 1),))

    monkeypatch.setattr("qa.assistant.quote", shifted)
    with pytest.raises(LibraryDamaged, match="does not stand there"):
        assistant.ask("When does the ferry sail?")


def test_what_heading_and_title_say_need_not_stand_in_the_sentence(
    library: Library, tmp_path: Path
) -> None:
    rows = [
        {"doc_id": "a", "paragraph": "1", "text": TEXTS["1"], "title": "Ferries of Montarza"},
        {"doc_id": "b", "paragraph": "1", "text": TEXTS["1"], "heading": "Montarza"},
        {"doc_id": "c", "paragraph": "1", "text": TEXTS["1"]},
    ]
    file = tmp_path / "same.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    library.add([file])
    with library.view() as view:
        question = "Who signs for the mail in Montarza?"
        hits = search(library, view, question, k=3)
        assert [hit.paragraph.doc_id for hit in hits][-1] == "c"
        ranking = rank_sentences(library, view, question, hits)
    best = {each.paragraph.doc_id: each for each in reversed(ranking.sentences)}
    place = ranking.token_spans.index((question.index("Montarza"), len(question) - 1))
    assert best["a"].token_cosines[place] == best["b"].token_cosines[place] == 1
    assert best["c"].token_cosines[place] < 1
    assert best["a"].late == pytest.approx(best["b"].late)
    assert best["c"].late < best["a"].late


def test_a_name_of_several_words_counts_once(library: Library, tmp_path: Path) -> None:
    texts = {
        "1": "Commissioner Tobias Lanthorn was convicted of taking bribes.",
        "2": "Counsel for Lanthorn, Jasper Venn, filed notice of appeal on January 22.",
    }
    rows = ({"doc_id": "trial", "paragraph": n, "text": text} for n, text in texts.items())
    (tmp_path / "trial.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([tmp_path / "trial.jsonl"]).failed
    assistant = Assistant(library, answerer=AnswererSettings(threshold=0.0))
    assert assistant.ask("Did Tobias Lanthorn appeal?").citations[0].paragraph == "2"


def test_what_says_nothing_is_not_answered(library: Library, assistant: Assistant) -> None:
    usual = Assistant(library)
    for question in ("why?", "Who are you?", "And then what?"):
        answer = usual.ask(question)
        assert (answer.answered, answer.confidence) == (False, 0.0)
        assert answer.hits


def test_what_a_court_decided_is_not_sought_in_rules(library: Library, tmp_path: Path) -> None:
    texts = {
        "rules": "The master becomes aware of the incident when the lamp is seen by the master.",
        "case": "I find that the master was aware at three.",
        "cable": "The mayor was convicted.",
    }
    rows = [{"doc_id": name, "paragraph": "1", "text": text} for name, text in texts.items()]
    file = tmp_path / "all.jsonl"

    def asked(question: str) -> list[str]:
        file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        assert not library.add([file]).failed
        every = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=99))
        return [each.doc_id for each in every.ask(question).citations]

    decided = "What did the court decide about when the master became aware?"
    assert asked(decided)[0] == "rules", "nothing here is a judgment"
    rows[1]["metadata"] = {"court": "COURT OF APPEAL"}  # type: ignore[assignment]
    assert set(asked(decided)) == {"case", "cable"}
    assert asked("When did the master become aware of the incident?")[0] == "rules"


def test_a_judge_is_answered_for_by_what_that_judge_wrote(library: Library, tmp_path: Path) -> None:
    parts = {"OSK P": "Time ran from three.", "TARN J": "I would hold that time ran from six."}
    rows = (
        {"doc_id": "case", "paragraph": str(n), "text": text, "heading": f"JUDGMENT OF {judge}"}
        for n, (judge, text) in enumerate(parts.items())
    )
    file = tmp_path / "case.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    every = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=99))
    for judge, text in parts.items():
        assert quotes(every.ask(f"What did {judge.title()} hold about time?")) == [text]


def test_a_sentence_that_names_somebody_tells_who_they_are(
    library: Library, tmp_path: Path
) -> None:
    text = "A member of the Tribunal who voted with the minority, Gil Ostara, told us of it."
    file = tmp_path / "one.jsonl"
    row = {"doc_id": "one", "paragraph": "1", "text": text}
    file.write_text(json.dumps(row), encoding="utf-8")
    assert not library.add([file]).failed
    usual = Assistant(library, answerer=AnswererSettings(threshold=0.45), confidence=UNSURE)
    assert quotes(usual.ask("Who is Gil Ostara?")) == [text]
    for other in ("Ida Tarn", "Ostar", "Tribunal Gil", "March"):
        assert not usual.ask(f"Who is {other}?").answered
    assert not usual.ask("What did Gil Ostara eat?").answered


def test_a_dissent_is_not_what_the_court_held(library: Library, tmp_path: Path) -> None:
    held = "Time began to run at three, when the lamp was seen."
    dissent = "I would hold, as the court should, that time began to run at six."
    headed = {"heading": "DISSENTING JUDGMENT OF OSK J"}
    rows = [
        {"doc_id": "case", "paragraph": "1", "text": held, "heading": "Discussion"},
        {"doc_id": "case", "paragraph": "2", "text": "I cannot agree about time.", **headed},
        {"doc_id": "case", "paragraph": "3", "text": dissent},
    ]
    file = tmp_path / "case.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    every = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=99))
    assert quotes(every.ask("When did time begin to run, as the court should hold?"))[0] == held
    assert quotes(every.ask("When did time begin to run?")) == [held]
    assert quotes(every.ask("When did the court hold that time began to run?")) == [held]
    asked = every.ask("When did time begin to run, by the dissent?")
    assert {each.paragraph for each in asked.citations} == {"2", "3"}
    assert {each.under for each in asked.citations} == {"DISSENTING JUDGMENT OF OSK J"}
