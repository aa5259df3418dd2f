"""The questions that Pincite was made for, on a real cable, with the real encoder."""

import pytest

from qa import Answer, Assistant

pytestmark = pytest.mark.model


def cited(answer: Answer) -> list[str]:
    return [citation.paragraph for citation in answer.citations]


@pytest.mark.parametrize(
    "question",
    [
        "How many powers did the 2007 amendments move to the President's office?",
        "What powers moved to the President under the 2007 amendments?",
    ],
)
def test_the_powers_of_the_president(cable_assistant: Assistant, question: str) -> None:
    answer = cable_assistant.ask(question)
    first = answer.citations[0]
    assert answer.answered
    assert first.label == "09ASTANA1161 ¶7"
    assert "over 86 powers" in first.quote


@pytest.mark.parametrize(
    ("question", "paragraph", "words"),
    [
        ("Who heads the Polyton discussion club?", "3", "Zauresh Batalova"),
        ("How do officials put pressure on NGOs?", "9", "tax audits"),
        ("Who wrote the chapters on political rights?", "5", "Yevgeniy Zhovtis"),
    ],
)
def test_the_paragraph_that_answers_is_cited_first(
    cable_assistant: Assistant, question: str, paragraph: str, words: str
) -> None:
    answer = cable_assistant.ask(question)
    assert answer.answered
    assert cited(answer)[0] == paragraph
    assert words in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "What is the price of oil in Norway?",
        "Who won the football world cup in 1998?",
        "How do I bake sourdough bread?",
    ],
)
def test_what_the_documents_do_not_say_is_not_answered(
    cable_assistant: Assistant, question: str
) -> None:
    answer = cable_assistant.ask(question)
    assert not answer.answered
    assert not answer.citations
    assert answer.confidence < 0.5
    assert "do not answer" in answer.text
    assert answer.hits, "the closest paragraphs are still shown"


def test_every_quote_stands_in_its_paragraph(cable_assistant: Assistant) -> None:
    for question in ("Which areas lag behind?", "What about pensioners?", "Who met whom?"):
        for citation in cable_assistant.ask(question).citations:
            paragraph = cable_assistant.library.paragraph(citation.doc_id, citation.paragraph)
            assert paragraph.text[citation.start : citation.end] == citation.quote
            assert citation.label == paragraph.label
