"""Invented telegrams of every era, each against a description checked by eye.

`python -m tests.index.formats.test_golden` writes the descriptions anew; read the difference
before keeping it.
"""

import json
from pathlib import Path

import pytest

from index.formats.cable import is_cable, parse_cable
from index.formats.cable_split import split_cables
from index.model import ParsedDocument

FOLDER = Path(__file__).parent / "golden"
TELEGRAMS = sorted(FOLDER.glob("*.txt"))
_N_WORDS = 5  # shown of a paragraph's beginning and end


def described(document: ParsedDocument) -> dict[str, object]:
    """What a document is expected to be: facts, and labels and outer words of paragraphs."""
    facts = document.document
    return {
        "doc_id": facts.doc_id,
        "title": facts.title,
        "date": facts.date,
        "metadata": dict(sorted(facts.metadata.items())),
        "paragraphs": [
            {
                "paragraph": p.paragraph,
                "marking": p.marking,
                "heading": p.heading,
                "begins": " ".join(p.text.split()[:_N_WORDS]),
                "ends": " ".join(p.text.split()[-_N_WORDS:]),
                "words": len(p.text.split()),
                "rows": p.text.count("\n") + 1,
                "lines": [p.first_line, p.last_line],
            }
            for p in document.paragraphs
        ],
    }


def parsed(path: Path) -> ParsedDocument:
    return parse_cable(path.read_text(encoding="utf-8"), path)


@pytest.mark.parametrize("path", TELEGRAMS, ids=lambda path: path.stem)
def test_telegrams_of_every_era(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert described(parsed(path)) == expected


@pytest.mark.parametrize("path", TELEGRAMS, ids=lambda path: path.stem)
def test_each_is_recognised_and_is_one_telegram(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert is_cable(text)
    assert split_cables(text) == [(1, text)]


def test_there_is_a_telegram_of_each_era() -> None:
    years = {path.stem[:4] for path in TELEGRAMS}
    assert {"1966", "1973", "1977", "1984", "1991", "1999", "2006", "2009"} <= years


def test_all_in_one_file_come_apart_with_their_lines() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in TELEGRAMS)
    lines = text.split("\n")
    parts = split_cables(text)
    documents = [
        parse_cable(part, Path("all.txt"), first_line=first_line) for first_line, part in parts
    ]
    expected = [parsed(path) for path in TELEGRAMS]
    assert "\n".join(part for _, part in parts) == text
    assert [d.document.doc_id for d in documents] == [d.document.doc_id for d in expected]
    for document, alone in zip(documents, expected, strict=True):
        assert [p.text for p in document.paragraphs] == [p.text for p in alone.paragraphs]
        assert document.document.metadata == alone.document.metadata
        for paragraph in document.paragraphs:
            assert paragraph.text.split()[0] in lines[paragraph.first_line - 1]


if __name__ == "__main__":
    for telegram in TELEGRAMS:
        description = json.dumps(described(parsed(telegram)), indent=1, ensure_ascii=False)
        telegram.with_suffix(".json").write_text(description + "\n", encoding="utf-8")
