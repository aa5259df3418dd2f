"""What is quoted with a sentence that only introduces a list."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library
from index.sentences import sentence_spans
from qa import Assistant
from qa.answerer import AnswererSettings
from qa.lists import list_end

ITEMS = "(a) a rowing boat;\n(b) a barge at anchor. It needs a lamp; and\n(c) a tug."


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (f"These are exempt:\n{ITEMS}", f"These are exempt:\n{ITEMS}"),
        (
            "Paid:\n-- In May. It was late.\n-- In June.",
            "Paid:\n-- In May. It was late.\n-- In June.",
        ),
        (
            "Paid:\nSHIP     FEE\nOsk       38\nThe rest came later.",
            "Paid:\nSHIP     FEE\nOsk       38",
        ),
        ("It has two parts:\n1. One. And more of it.", "It has two parts:\n1. One."),
        ("He said:\nThe tug is late.", "He said:"),
        ("He came. He said: he left.", "He came."),
        ("These are exempt:", "These are exempt:"),
    ],
)
def test_where_a_list_ends(text: str, quoted: str) -> None:
    spans = sentence_spans(text)
    assert text[: spans[list_end(text, spans, 0)][1]] == quoted


RULES = {
    "4": "Hot work.",
    "4.1": "No hot work is done near:",
    "4.1.(a)": "a vessel that takes on fuel;",
    "4.1.(b)": "an open hold.",
    "4.2": "A fee of nine crowns is due.",
    "5": f"These need no pilot:\n{ITEMS}",
}


@pytest.fixture
def ask(library: Library, tmp_path: Path) -> Iterator[Assistant]:
    rows = ({"doc_id": "rules", "paragraph": n, "text": text} for n, text in RULES.items())
    file = tmp_path / "rules.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    yield Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=0.0))


def test_paragraphs_that_hold_the_items_are_quoted_with_it(ask: Assistant) -> None:
    answer = ask.ask("Where is no hot work done near?")
    assert [(c.paragraph, c.quote) for c in answer.citations] == [
        (label, RULES[label]) for label in ("4.1", "4.1.(a)", "4.1.(b)")
    ]


def test_a_paragraph_that_is_asked_for_is_shown_with_its_items(ask: Assistant) -> None:
    conversation = ask.conversation()
    for question in ("What does ¶4.1 of rules say?", "Tell me more about the first one"):
        labels = [citation.paragraph for citation in conversation.ask(question).citations]
        assert labels == ["4.1", "4.1.(a)", "4.1.(b)"]


def test_the_lines_that_hold_the_items_are_quoted_with_it(ask: Assistant) -> None:
    (citation,) = ask.ask("Which need no pilot?").citations
    assert citation.quote == RULES["5"]


def test_what_introduces_other_paragraphs_is_quoted_only_as_the_best(
    library: Library, ask: Assistant
) -> None:
    loose = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=100.0, n_quotes=6))
    answer = loose.ask("When is a fee of nine crowns due?")
    assert answer.citations[0].paragraph == "4.2"
    labels = [citation.paragraph for citation in answer.citations]
    assert labels[labels.index("4.1") + 1].startswith("4.1."), "only with an item"
