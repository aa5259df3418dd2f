"""What is done for requests that are no questions."""

import json
from pathlib import Path

import pytest

import qa.requests.doing
from index import Library
from index.errors import BadQuestion, UnknownDocument
from index.filters import Filter
from index.sentences import sentence_spans
from qa import Answer, Assistant
from qa.output import print_answer

ROWS = {
    "07GATE1": [
        "SUMMARY: The tolls rose twice. END SUMMARY.",
        "The tolls of the north gate rose in May. Rain fell.",
        "Hilda Marr keeps the ledger of the tolls.",
    ],
    "08GATE2": ["Barges are towed at noon.", "The tolls fell in June."],
}


@pytest.fixture
def assistant(library: Library, tmp_path: Path) -> Assistant:
    rows = [
        {"doc_id": doc_id, "paragraph": str(number), "text": text}
        for doc_id, texts in ROWS.items()
        for number, text in enumerate(texts, start=1)
    ]
    file = tmp_path / "gates.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    return Assistant(library)


def quoted(answer: Answer) -> list[tuple[str, str]]:
    for citation in answer.citations:
        text = ROWS[citation.doc_id][int(citation.paragraph) - 1]
        assert text[citation.start : citation.end] == citation.quote
    return [(citation.label, citation.quote) for citation in answer.citations]


def test_a_document_is_summarised_in_its_own_words(assistant: Assistant) -> None:
    answer = assistant.ask("Summarise 07GATE1")
    assert quoted(answer) == [("07GATE1 ¶1", ROWS["07GATE1"][0])]
    assert answer.warnings == ()
    without = assistant.ask("Summarise 08GATE2")
    assert quoted(without) == [("08GATE2 ¶1", ROWS["08GATE2"][0])]
    assert "has no summary of its own" in without.warnings[0]


def test_a_document_that_is_not_there_is_named(assistant: Assistant) -> None:
    with pytest.raises(UnknownDocument, match="09GATE9"):
        assistant.ask("Summarise 09GATE9")
    with pytest.raises(UnknownDocument):
        assistant.ask("What does ¶99 of 07GATE1 say?")
    with pytest.raises(UnknownDocument, match="memo9"):
        assistant.ask("Compare 07GATE1 with memo9")
    for question in ("Summarise everything", "Compare 2008 and 2009 on the tolls", "Summarise G20"):
        assert assistant.ask(question).hits, "that is a question"


def test_paragraphs_are_listed(assistant: Assistant) -> None:
    labels = {label for label, _ in quoted(assistant.ask("List the paragraphs about the tolls"))}
    assert labels == {"07GATE1 ¶1", "07GATE1 ¶2", "07GATE1 ¶3", "08GATE2 ¶2"}
    none = assistant.ask("List the paragraphs about zeppelins")
    assert (none.answered, none.text) == (False, "No paragraph has “zeppelins”.")
    assert assistant.ask("List the paragraphs about the").text == (
        "“the” has no word that can be looked for."
    )


def test_a_listing_tells_that_there_is_more(assistant: Assistant, tmp_path: Path) -> None:
    rows = ({"doc_id": "long", "paragraph": str(n), "text": f"Toll {n}."} for n in range(1, 30))
    others = ({"doc_id": "other", "paragraph": str(n), "text": "Rain."} for n in range(1, 300))
    file = tmp_path / "long.jsonl"
    file.write_text("\n".join(map(json.dumps, [*rows, *others])), encoding="utf-8")
    assert not assistant.library.add([file]).failed
    listed = assistant.ask("List the paragraphs about tolls")
    assert len(listed.citations) == 10
    assert listed.warnings == ("There are more; these are the 10 that fit best.",)
    assert assistant.ask("List the paragraphs about Hilda").warnings == ()


def test_a_word_that_a_document_has_is_found_however_deep_it_stands(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.requests.doing, "_N_RANKED", 1)
    listed = assistant.ask("List the paragraphs about the ledger of barges")
    assert {each.label for each in listed.citations} == {"07GATE1 ¶3", "08GATE2 ¶1"}
    assert listed.warnings == ("No paragraph has all words of this; these have some.",)
    about = assistant.ask("Compare 07GATE1 with 08GATE2 on tolls, rain and barges")
    assert about.warnings == ()


def test_a_listing_takes_no_more_paragraphs_apart_than_it_shows(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ({"doc_id": "long", "paragraph": str(n), "text": f"Toll {n}."} for n in range(1, 60))
    file = tmp_path / "long.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not assistant.library.add([file]).failed
    apart: list[str] = []

    def counted(text: str) -> tuple[tuple[int, int], ...]:
        apart.append(text)
        return sentence_spans(text)

    monkeypatch.setattr("qa.requests.doing.sentence_spans", counted)
    assert len(assistant.ask("List the paragraphs about tolls").citations) == 10
    assert len(apart) == 11


def test_a_listing_prefers_what_has_all_words(assistant: Assistant) -> None:
    listed = assistant.ask("List the paragraphs about the ledger of the tolls")
    assert [each.label for each in listed.citations] == ["07GATE1 ¶3"]
    assert listed.warnings == ()


def test_a_listing_may_name_its_document(assistant: Assistant) -> None:
    listed = assistant.ask("Find the paragraphs about tolls in 08GATE2")
    assert [each.label for each in listed.citations] == ["08GATE2 ¶2"]
    assert listed.filters == (Filter("doc_id", "08GATE2"),)
    may = assistant.ask("Find the paragraphs about tolls in May")
    assert [each.label for each in may.citations] == ["07GATE1 ¶2"]


def test_a_section_or_article_is_shown_by_what_is_printed(
    assistant: Assistant, tmp_path: Path
) -> None:
    texts = {"§ 4": "Lamps are lit at dusk.", "Article 5": "Ropes are tarred."}
    rows = ({"doc_id": "rules", "paragraph": label, "text": text} for label, text in texts.items())
    file = tmp_path / "rules.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not assistant.library.add([file]).failed
    for question, text in (
        ("What does § 4 of rules say?", "Lamps are lit at dusk."),
        ("What does §4 of rules say?", "Lamps are lit at dusk."),
        ("Show me article 5 of rules", "Ropes are tarred."),
    ):
        (citation,) = assistant.ask(question).citations
        assert (citation.doc_id, citation.quote) == ("rules", text)
    with pytest.raises(UnknownDocument, match="rules has no paragraph '12'; it has § 4, Article 5"):
        assistant.ask("What does § 12 of rules say?")
    talk = assistant.conversation()
    talk.ask("Summarise rules")
    assert talk.ask("What does article 5 say?").citations[0].quote == "Ropes are tarred."
    assert talk.ask("What does article 31 say?").hits, "that may be an article of some law"


def test_only_a_listing_is_narrowed_and_says_so(assistant: Assistant) -> None:
    filters = (Filter("doc_id", "08GATE2"),)
    listed = assistant.ask("List the paragraphs about the tolls", filters=filters)
    assert [label for label, _ in quoted(listed)] == ["08GATE2 ¶2"]
    none = assistant.ask("List the paragraphs about zeppelins", filters=filters)
    assert listed.filters == none.filters == filters
    named = assistant.ask("Summarise 07GATE1", filters=filters)
    assert (named.answered, named.filters) == (True, ())
    assert any("narrowed to does not hold" in warning for warning in named.warnings)
    assert not assistant.ask("Summarise 07GATE1").warnings


def test_a_listing_shows_who_speaks(assistant: Assistant, tmp_path: Path) -> None:
    text = "Hilda Marr received us. She has been told that the lock is broken."
    row = {"doc_id": "lock", "paragraph": "1", "text": text}
    (tmp_path / "lock.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert not assistant.library.add([tmp_path / "lock.jsonl"]).failed
    (citation,) = assistant.ask("List the paragraphs about the broken lock").citations
    assert citation.quote == text


def test_a_paragraph_is_listed_for_its_heading(assistant: Assistant, tmp_path: Path) -> None:
    row = {"doc_id": "sale", "paragraph": "3.1", "heading": "3. DELIVERY", "text": "Osk brings it."}
    (tmp_path / "sale.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert not assistant.library.add([tmp_path / "sale.jsonl"]).failed
    (citation,) = assistant.ask("List the paragraphs about delivery").citations
    assert (citation.label, citation.quote) == ("sale ¶3.1", row["text"])


def test_a_document_is_named_with_what_it_is(assistant: Assistant, tmp_path: Path) -> None:
    row = {"doc_id": "osk-v-marr", "paragraph": "1", "title": "Osk v Marr", "text": "Osk appeals."}
    (tmp_path / "case.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert not assistant.library.add([tmp_path / "case.jsonl"]).failed
    for name in ("the Marr judgment", "the Osk case", "the Osk v Marr case"):
        (citation,) = assistant.ask(f"Summarise {name}").citations
        assert citation.doc_id == "osk-v-marr"


def test_a_clause_that_nothing_has_is_a_question(assistant: Assistant) -> None:
    assert assistant.ask("Rule 3").hits
    conversation = assistant.conversation()
    assert conversation.ask("Who keeps the ledger of the tolls?").citations
    assert conversation.ask("And clause 42?").hits
    assert conversation.ask("Who keeps the ledger of the tolls?").citations
    (citation,) = conversation.ask("And paragraph 2?").citations
    assert citation.label == "07GATE1 ¶2"


def test_two_documents_are_compared(assistant: Assistant) -> None:
    plain = assistant.ask("Compare 07GATE1 and 08GATE2")
    assert [label for label, _ in quoted(plain)] == ["07GATE1 ¶1", "08GATE2 ¶1"]
    assert plain.compared == ("07GATE1", "08GATE2")
    about = assistant.ask("Compare 07GATE1 with 08GATE2 on tolls")
    assert [label.split()[0] for label, _ in quoted(about)] == ["07GATE1", "07GATE1", "08GATE2"]
    silent = assistant.ask("Compare 07GATE1 with 08GATE2 about Marr")
    assert silent.warnings == ("No paragraph of 08GATE2 has “Marr”.",)
    assert silent.compared == plain.compared
    assert assistant.ask("Compare 07GATE1 and 07GATE1").compared == ()
    assert assistant.ask("Summarise 07GATE1").compared == ()


def test_what_was_quoted_before_is_meant_in_a_conversation(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    nothing = conversation.ask("In which paragraph?")
    assert (nothing.answered, nothing.text[:15]) == (False, "No answer right")
    assert not conversation.ask("What does ¶2 say?").answered
    first = conversation.ask("What does ¶3 of 07GATE1 say?")
    assert quoted(first) == [("07GATE1 ¶3", ROWS["07GATE1"][2])]
    assert quoted(conversation.ask("In which paragraph?")) == quoted(first)
    assert quoted(conversation.ask("What does ¶2 say?")) == [("07GATE1 ¶2", ROWS["07GATE1"][1])]
    assert quoted(conversation.ask("Summarise it"))[0][0] == "07GATE1 ¶1"


def test_where_several_documents_were_quoted_the_one_taken_is_told(assistant: Assistant) -> None:
    for question in ("What does ¶2 say?", "Summarise it"):
        conversation = assistant.conversation()
        conversation.ask("Compare 08GATE2 with 07GATE1 on tolls")
        taken = conversation.ask(question)
        assert [label.split()[0] for label, _ in quoted(taken)] == ["08GATE2"]
        assert any("08GATE2, the first, is taken" in each for each in taken.warnings)
        assert not any("taken" in each for each in conversation.ask(question).warnings)


def test_one_of_the_quotes_before_is_shown_in_its_paragraph(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    assert not conversation.ask("Tell me more about the second one").answered
    compared = conversation.ask("Compare 07GATE1 with 08GATE2 on tolls")
    shown = quoted(conversation.ask("Tell me more about the second one"))
    assert [label for label, _ in shown] == [compared.citations[1].label]
    number = int(compared.citations[1].paragraph)
    assert shown[0][1] == ROWS["07GATE1"][number - 1]
    third = quoted(conversation.ask("And the third one?"))
    assert [label for label, _ in third] == [compared.citations[2].label], "of the same answer"
    none = conversation.ask("What about the fourth?")
    assert none.text == "The answer before has no such quote; it has 3."


def test_what_an_answer_before_the_last_quoted_is_not_what_the_last_one_did(
    assistant: Assistant,
) -> None:
    conversation = assistant.conversation()
    conversation.ask("What does ¶3 of 07GATE1 say?")
    conversation.ask("List the paragraphs about zeppelins")
    assert quoted(conversation.ask("In which paragraph?"))[0][0] == "07GATE1 ¶3", "a refusal"
    unanswered = conversation.ask("Who painted the ceiling of the Sistine Chapel?")
    assert not unanswered.answered
    for question in ("In which paragraph?", "Tell me more about the first one"):
        assert conversation.ask(question).citations == ()
    assert quoted(conversation.ask("What does ¶2 say?"))[0][0] == "07GATE1 ¶2"


def test_what_does_not_stand_there_any_more_is_not_quoted_again(
    assistant: Assistant, tmp_path: Path
) -> None:
    conversation = assistant.conversation()
    conversation.ask("What does ¶3 of 07GATE1 say?")
    row = {"doc_id": "07GATE1", "paragraph": "3", "text": "Nobody ever kept a ledger of the tolls."}
    (tmp_path / "gates.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert not assistant.library.add([tmp_path / "gates.jsonl"]).failed
    with pytest.raises(UnknownDocument, match="07GATE1 ¶3 has other words now"):
        conversation.ask("In which paragraph?")


def test_what_is_not_possible_is_said_in_a_sentence(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    print_answer(assistant.ask("In which paragraph?"))
    said = "No answer right before this quotes anything; ask a question first."
    assert capsys.readouterr().out.strip() == said
    translated = assistant.ask("Translate 07GATE1 into French, please")
    assert (translated.answered, translated.hits) == (False, ())
    assert translated.text.startswith("This cannot be done with a document here. ")
    assert assistant.ask("Write a letter about the tolls").hits, "that is a question"


def test_what_cannot_be_asked_cannot_be_requested(assistant: Assistant) -> None:
    with pytest.raises(BadQuestion, match="half a character"):
        assistant.ask("Summarise caf\udce9")
    with pytest.raises(BadQuestion, match="ask for 1 or more"):
        assistant.ask("In which paragraph?", k=0)


def test_a_document_may_be_named_by_its_title(assistant: Assistant, tmp_path: Path) -> None:
    rows = (
        {"doc_id": f"{kind}-rules", "title": title, "paragraph": "4", "text": f"The {kind} rule."}
        for kind, title in (("harbour", "Rules of the Harbour"), ("inland", "Rules of the Canal"))
    )
    file = tmp_path / "rules.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not assistant.library.add([file]).failed
    for question in (
        "What does ¶4 of the harbour rules say?",
        "What is paragraph 4 of harbour-rules?",
        "¶4 of the harbour rules",
        "What does [4] of the harbour rules say?",
        "Summarise the harbour rules",
        "List the paragraphs in the harbour rules about the rule",
    ):
        assert [each.label for each in assistant.ask(question).citations] == ["harbour-rules ¶4"]
    with pytest.raises(UnknownDocument, match=r"called .*: harbour-rules, inland-rules"):
        assistant.ask("What does ¶4 of the rules say?")
    assert assistant.ask("What does ¶4 of the banking act say?").hits, "a law of some document"
    talk = assistant.conversation()
    talk.ask("Summarise the harbour rules")
    assert talk.ask("What does ¶4 of the rules say?").citations[0].doc_id == "harbour-rules"


def test_all_that_was_quoted_may_be_meant(assistant: Assistant) -> None:
    talk = assistant.conversation()
    talk.ask("Compare 07GATE1 with 08GATE2 on tolls")
    for question in ("Summarise both", "Compare them", "Compare the two cables"):
        assert [each.label for each in talk.ask(question).citations] == ["07GATE1 ¶1", "08GATE2 ¶1"]
    assert [each.label for each in talk.ask("Summarise the second one").citations] == ["08GATE2 ¶1"]
    assert [each.label for each in talk.ask("Summarise the first one").citations] == ["07GATE1 ¶1"]
    refused = talk.ask("Summarise the third one")
    assert refused.text == "The answer before quotes no such document; it quotes 2."
    for question in ("Compare 07GATE1 with it", "Compare 07GATE1 and 07GATE1 on tolls"):
        other = assistant.conversation()
        other.ask("Summarise 07GATE1")
        assert other.ask(question).text.startswith("A comparison is of two documents")


def test_what_was_quoted_is_not_meant_where_another_document_is_named(
    assistant: Assistant, tmp_path: Path
) -> None:
    rows = [
        {"doc_id": "treaty1", "title": "Treaty of the Sound", "paragraph": "2", "text": "Peace."},
        {"doc_id": "08ELEC1", "title": "REFORM OF ELECTORAL LAW", "paragraph": "1", "text": "Law."},
    ]
    (tmp_path / "treaty.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not assistant.library.add([tmp_path / "treaty.jsonl"]).failed
    talk = assistant.conversation()
    talk.ask("What does ¶3 of 07GATE1 say?")
    assert talk.ask("Summarise the treaty").citations[0].doc_id == "treaty1"
    assert talk.ask("What does section 9 of the act say?").hits, "that is a question"
    listed = assistant.ask("List the paragraphs about violations of the law")
    assert listed.filters == (), "that is a subject"
    nothing = assistant.ask("List the paragraphs in it about tolls")
    assert nothing.text.startswith("Nothing was quoted before this")


def test_a_number_in_brackets_is_that_of_a_quote_or_of_a_paragraph(assistant: Assistant) -> None:
    talk = assistant.conversation()
    talk.ask("What does ¶3 of 07GATE1 say?")
    assert talk.ask("Show me [1]").citations[0].label == "07GATE1 ¶3"
    assert talk.ask("What does [2] say?").citations[0].label == "07GATE1 ¶2"
    with pytest.raises(UnknownDocument, match="has no paragraph '0'"):
        talk.ask("Show me [0]")
    assert assistant.ask("Show me [1]").text.startswith("No answer right before this")


def test_where_it_stands_may_be_asked_in_many_words(assistant: Assistant) -> None:
    for question in ("In which document?", "Who said so?", "Where is that from?", "Source?"):
        talk = assistant.conversation()
        talk.ask("What does ¶3 of 07GATE1 say?")
        assert [each.label for each in talk.ask(question).citations] == ["07GATE1 ¶3"]


def test_a_paragraph_whose_number_is_printed_again_is_told_of(
    assistant: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "memo.txt").write_text("1. Osk.\n\n1. Marr.\n\n2. Rain.\n", encoding="utf-8")
    assert not assistant.library.add([tmp_path / "memo.txt"]).failed
    told = assistant.ask("What does ¶1 of the memo cable say?")
    assert [each.label for each in told.citations] == ["memo ¶1"]
    assert told.warnings == ("Another paragraph has this number: memo ¶1#2.",)
    assert assistant.ask("What does ¶2 of memo say?").warnings == ()


def test_a_listing_holds_the_items_that_a_paragraph_introduces(
    assistant: Assistant, tmp_path: Path
) -> None:
    texts = {"3.2": "A lamp notice states:", "3.2.(a)": "the hour;", "3.2.(b)": "the place."}
    rows = ({"doc_id": "rules", "paragraph": n, "text": text} for n, text in texts.items())
    (tmp_path / "rules.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not assistant.library.add([tmp_path / "rules.jsonl"]).failed
    for question in ("List the paragraphs about lamp notice", "Compare rules and 07GATE1 on lamp"):
        labels = [each.paragraph for each in assistant.ask(question).citations]
        assert labels == list(texts)


def test_what_asks_nothing_is_not_answered(assistant: Assistant) -> None:
    talk = assistant.conversation()
    talk.ask("What does ¶3 of 07GATE1 say?")
    for remark in ("That is wrong.", "Thank you very much!", "no"):
        answer = talk.ask(remark)
        assert (answer.answered, answer.text[:18]) == (False, "This asks nothing;")


def test_the_title_of_a_text_is_not_its_summary(assistant: Assistant, tmp_path: Path) -> None:
    text = "RULES OF THE HARBOUR\n\nMade by the Council\n\n1. Lamps are lit at dusk.\n\n2. Ropes.\n"
    (tmp_path / "lamps.txt").write_text(text, encoding="utf-8")
    assert not assistant.library.add([tmp_path / "lamps.txt"]).failed
    assert assistant.ask("Summarise lamps").citations[0].label == "lamps ¶1"


def test_a_person_is_listed_by_the_surname_too(assistant: Assistant, tmp_path: Path) -> None:
    texts = ["Dorcas Pym asked to see us.", "Pym said more.", "Dorcas is a port.", "Korea left."]
    rows = ({"doc_id": "pym", "paragraph": str(n), "text": t} for n, t in enumerate(texts, start=1))
    (tmp_path / "pym.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not assistant.library.add([tmp_path / "pym.jsonl"]).failed
    listed = assistant.ask("List the paragraphs about Dorcas Pym")
    assert [each.label for each in listed.citations] == ["pym ¶1", "pym ¶2"]
    assert listed.warnings == ("The last ones have the last word of the name alone.",)
    assert assistant.ask("List the paragraphs about North Korea").warnings == (
        "No paragraph has all words of this; these have some.",
    )
