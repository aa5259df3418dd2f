"""Invented telegrams of every era, and a file of every format, each against a description.

The descriptions were checked by eye.

`python -m tests.index.formats.test_golden` writes the descriptions anew; read the difference
before keeping it.
"""

import json
from pathlib import Path

import pytest

from index.formats.cable import is_cable, parse_cable
from index.formats.cable_split import split_cables
from index.formats.columns_csv import parse_columns
from index.formats.rows import RowFailure
from index.inputs import Input, file_input, members
from index.model import ParsedDocument
from index.parsers import Reading, is_archive, read

FOLDER = Path(__file__).parent / "golden"
TELEGRAMS = sorted(FOLDER.glob("*.txt"))
FORMATS = sorted(
    path for path in (FOLDER.parent / "golden_formats").iterdir() if path.suffix != ".json"
)
COLUMNS = {"judgments.csv": "text=Words,doc_id=Case,paragraph=No,heading=Part,date=Given"}
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


def documents(path: Path) -> list[dict[str, object]]:
    """What is in a file, with the name within the file's folder and the format."""
    columns = parse_columns(COLUMNS[path.name]) if path.name in COLUMNS else None
    described_ones: list[dict[str, object]] = []
    for source in members(path) if is_archive(path) else [file_input(path)]:
        assert isinstance(source, Input)
        with source.open() as stream:
            for found in read(stream, source, Reading(columns=columns)):
                assert not isinstance(found, RowFailure)
                name = Path(found.document.source).relative_to(path.parent).as_posix()
                facts = {"source": name, "format": found.document.format}
                described_ones.append({**facts, **described(found)})
    return described_ones


def description_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.name)
def test_a_file_of_every_format(path: Path) -> None:
    assert documents(path) == json.loads(description_of(path).read_text(encoding="utf-8"))


def test_there_is_a_file_of_each_format() -> None:
    found = {document["format"] for path in FORMATS for document in documents(path)}
    assert found == {"cable", "text", "html", "markdown", "pdf", "docx", "jsonl", "csv"}


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


def _keep(path: Path, description: object) -> None:
    text = json.dumps(description, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    for telegram in TELEGRAMS:
        _keep(telegram.with_suffix(".json"), described(parsed(telegram)))
    for file in FORMATS:
        _keep(description_of(file), documents(file))
