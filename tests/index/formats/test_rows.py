"""Gathering rows into documents, with few of them in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableFile
from index.formats import rows as rows_module
from index.formats.rows import RowFailure, gathered
from index.model import Document, Paragraph, ParsedDocument


@dataclass
class Builder:
    """Makes a document whose paragraphs say which rows it was made of."""

    doc_id: str
    taken: list[Paragraph] = field(default_factory=list)

    def add(self, row: tuple[str, int], /) -> None:
        doc_id, n = row
        assert doc_id == self.doc_id
        self.taken.append(Paragraph(doc_id, str(n), len(self.taken), "", "", "x", n, n))

    def document(self) -> ParsedDocument:
        return ParsedDocument(Document(self.doc_id, "", None, "", "csv"), tuple(self.taken))


def gather(doc_ids: str, *, failing: str = "") -> list[tuple[str, list[int]] | int]:
    def rows() -> Iterator[tuple[str, int] | RowFailure]:
        for n, doc_id in enumerate(doc_ids):
            yield RowFailure(n, "bad") if doc_id in failing else (doc_id, n)

    return [
        each.line
        if isinstance(each, RowFailure)
        else (each.document.doc_id, [p.first_line for p in each.paragraphs])
        for each in gathered(rows, lambda row: row[0], Builder, "rows.csv")
    ]


def test_documents_come_as_they_end_with_failures_between() -> None:
    assert gather("aa-bcb-c", failing="-") == [
        ("a", [0, 1]),
        2,
        ("b", [3, 5]),
        6,
        ("c", [4, 7]),
    ]
    assert gather("--", failing="-") == [0, 1]
    assert gather("") == []


def test_more_rows_than_may_be_kept_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MOST_ROWS", 4)
    assert gather("abcabc-dd", failing="-") == [
        ("a", [0, 3]),
        ("b", [1, 4]),
        6,
        ("d", [7, 8]),
        ("c", [2, 5]),
    ]
    # One document of more rows than that, beginning within another.
    assert gather("abbbabbb") == [("a", [0, 4]), ("b", [1, 2, 3, 5, 6, 7])]


@given(st.text("abcde-", max_size=40), st.integers(1, 12))
def test_however_few_may_be_kept_all_rows_are_there(doc_ids: str, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_module, "MOST_ROWS", most)
        found = gather(doc_ids, failing="-")
    failures = [each for each in found if isinstance(each, int)]
    documents = dict(each for each in found if not isinstance(each, int))
    assert failures == [n for n, doc_id in enumerate(doc_ids) if doc_id == "-"]
    assert len(failures) + len(documents) == len(found)
    assert documents == {
        doc_id: [n for n, each in enumerate(doc_ids) if each == doc_id]
        for doc_id in set(doc_ids) - {"-"}
    }


def test_a_file_that_is_changed_between_two_readings() -> None:
    readings = iter([[("a", 0), ("b", 1), ("b", 2)], [("a", 0), ("b", 1)], [("a", 0), ("b", 1)]])
    found = gathered(lambda: next(readings), lambda row: row[0], Builder, "rows.csv")
    assert next(found)
    with pytest.raises(UnreadableFile, match=r"rows\.csv: was changed while it was read"):
        next(found)
