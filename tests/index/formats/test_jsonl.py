"""JSON Lines: one paragraph a line, errors that name the line."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import NotADocument, PinciteError, UnreadableFile
from index.formats.jsonl import parse_jsonl_stream
from index.formats.question_sets import is_question_set
from index.model import ParsedDocument
from tests.index.formats.texts import row, write

PATH = Path("rows.jsonl")


def documents_of(stream: io.BytesIO, name: str = "rows.jsonl") -> Iterator[ParsedDocument]:
    for found in parse_jsonl_stream(stream, name):
        assert isinstance(found, ParsedDocument)
        yield found


def parse_jsonl(text: str, path: Path) -> list[ParsedDocument]:
    """The documents of a text, in the order of their first lines."""
    documents = documents_of(io.BytesIO(text.encode()), str(path))
    return sorted(documents, key=lambda parsed: parsed.paragraphs[0].first_line)


def lines(*rows: object) -> str:
    return "\n".join(json.dumps(each) for each in rows)


def test_documents_whose_lines_do_not_stand_together() -> None:
    text = lines(
        {**row("a", "1", "First."), "title": "A", "date": "2001-02-03", "heading": "Part"},
        {
            **row("b", "1.2.(a)", "Other."),
            "metadata": {"court": "High", "n": 5, "tags": ["x", "y"]},
        },
        {**row("a", "2", "Second."), "title": "not this", "marking": "SBU"},
    )
    a, b = parse_jsonl(text, PATH)
    assert (a.document.doc_id, a.document.title, a.document.date) == ("a", "A", "2001-02-03")
    assert [(p.paragraph, p.ordinal, p.heading, p.marking) for p in a.paragraphs] == [
        ("1", 0, "Part", ""),
        ("2", 1, "", "SBU"),
    ]
    assert [p.first_line for p in a.paragraphs] == [1, 3]
    assert b.document.metadata == {"court": "High", "n": "5", "tags": "x; y"}
    assert b.paragraphs[0].label == "b ¶1.2.(a)"


def test_numbers_as_ids_and_blank_lines() -> None:
    (document,) = parse_jsonl('\n{"doc_id": 7, "paragraph": 12, "text": "x"}\n\n', PATH)
    assert (document.document.doc_id, document.paragraphs[0].paragraph) == ("7", "12")
    assert document.document.title == ""
    assert document.document.date is None


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"doc_id": "a", "paragraph": "3"}', "needs 'text'"),
        ('{"doc_id": "a", "text": "x"}', "needs 'paragraph'"),
        ('{"paragraph": "3", "text": "x"}', "needs 'doc_id'"),
        ('{"doc_id": "a", "paragraph": "3", "text": "  "}', "needs 'text'"),
        ('{"doc_id": "a", "paragraph": "3", "text": 5}', "needs 'text'"),
        ('{"doc_id": "a", "paragraph": true, "text": "x"}', "needs 'paragraph'"),
        ('{"doc_id": "a", "paragraph": null, "text": "x"}', "needs 'paragraph'"),
        ('{"doc_id": "a", "paragraph": "3", "text": "x", "metadata": []}', "'metadata'"),
        ('{"doc_id": "a", "paragraph": "1", "text": "x"}', "stands in line 1 already"),
        ('{"doc_id": "a", "paragraph": "3", "text": "x \\ud800"}', "surrogates"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named(bad: str, reason: str) -> None:
    good = lines(row("a", "1", "One."), row("a", "2", "Two."))
    with pytest.raises(NotADocument, match=r"rows\.jsonl:4: ") as caught:
        parse_jsonl(f"{good}\n\n{bad}\n", PATH)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("q.jsonl", '{"query_id": "1", "query": "who?", "relevant": []}\n', True),
        ("q.jsonl", '{"doc_id": "a", "paragraph": "1", "text": "x"}\n', False),
        ("q.jsonl", "not json", False),
        ("q.jsonl", "[" * 100_000, False),
        ("q.jsonl", "", False),
        ("queries.jsonl", '{"_id": "q1", "text": "who?"}\n', True),
        ("queries.jsonl", '{"doc_id": "a", "_id": 1, "paragraph": "1", "text": "x"}\n', False),
        ("corpus.jsonl", '{"_id": "a", "text": "x"}\n', False),
        ("test.tsv", "query-id\tcorpus-id\tscore\nq1\ta\t1\n", True),
        ("test.tsv", "\ufeffcorpus-id\tscore\tquery-id\r\n", True),
        ("test.tsv", "doc_id\ttext\na\tx\n", False),
        ("q.txt", '{"query": "who?"}\n', False),
    ],
)
def test_question_sets(tmp_path: Path, name: str, text: str, expected: bool) -> None:
    assert is_question_set(write(tmp_path / name, text)) is expected


def test_a_file_that_may_not_be_read_is_no_question_set(tmp_path: Path) -> None:
    assert not is_question_set(tmp_path / "missing.jsonl")


# Streams.
def stream(*rows: object) -> io.BytesIO:
    return io.BytesIO((lines(*rows) + "\n").encode())


def test_a_stream_gives_documents_in_the_order_in_which_they_end() -> None:
    mixed = [row("a", "1", "One."), row("b", "1", "Two."), row("a", "2", "Three.")]
    documents = list(documents_of(stream(*mixed), "in/rows.jsonl"))
    assert [each.document.doc_id for each in documents] == ["b", "a"]
    assert documents[0].document.source == "in/rows.jsonl"
    in_order = parse_jsonl(lines(*mixed), Path("in/rows.jsonl"))
    assert in_order == documents[::-1]


def test_a_stream_gives_a_document_as_soon_as_it_ends() -> None:
    rows = [row(f"d{n // 10}", str(n), "words " * 20) for n in range(5_000)]
    source = stream(*rows)
    first = next(documents_of(source))
    assert len(first.paragraphs) == 10
    assert source.tell() < 10_000


def test_a_bad_line_at_the_end_of_a_stream_leaves_no_document() -> None:
    source = stream(row("a", "1", "One."), row("b", "1", "Two."), {"doc_id": "c"})
    with pytest.raises(NotADocument, match=r"rows\.jsonl:3: needs 'paragraph'"):
        next(documents_of(source))


def test_a_label_that_comes_twice_in_a_stream() -> None:
    source = stream(row("a", "1", "One."), row("b", "1", "Two."), row("b", "1", "Three."))
    documents = documents_of(source)
    assert next(documents).document.doc_id == "a"
    with pytest.raises(NotADocument, match=r"rows\.jsonl:3: .* stands in line 2 already"):
        next(documents)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_of_a_stream(encoding: str, end: str) -> None:
    text = '{"doc_id": "é", "paragraph": "1", "text": "Über."}\n\n'.replace("\n", end)
    (document,) = documents_of(io.BytesIO(text.encode(encoding)))
    assert (document.document.doc_id, document.paragraphs[0].text) == ("é", "Über.")


def test_bytes_that_are_no_text_name_the_line() -> None:
    good = lines(row("a", "1", "One.")).encode()
    with pytest.raises(UnreadableFile, match=r"rows\.jsonl: line 2 is not UTF-8 \(byte 0xe9\)"):
        list(documents_of(io.BytesIO(good + b"\ncaf\xe9\n")))
    with pytest.raises(UnreadableFile, match=r"rows\.jsonl: is a binary file \(line 2"):
        list(documents_of(io.BytesIO(good + b"\n\0\n")))


def test_an_endless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.text_stream.LONGEST_LINE", 100)
    source = stream(row("a", "1", "One."), row("a", "2", "x" * 100))
    with pytest.raises(UnreadableFile, match=r"rows\.jsonl: line 2 is longer than 100 bytes"):
        list(documents_of(source))


def test_an_empty_stream() -> None:
    assert list(documents_of(io.BytesIO(b"\n\n"))) == []


_MIXED = st.lists(
    st.tuples(st.sampled_from("abcd"), st.text(st.characters(codec="utf-8"), min_size=1)),
    max_size=30,
)


@given(_MIXED)
def test_every_line_comes_back(mixed: list[tuple[str, str]]) -> None:
    rows = [row(doc_id, str(n), f"x{text}") for n, (doc_id, text) in enumerate(mixed)]
    expected: dict[str, list[tuple[str, str]]] = {}
    for n, (doc_id, text) in enumerate(mixed):
        expected.setdefault(doc_id, []).append((str(n), f"x{text}"))
    documents = list(documents_of(stream(*rows)))
    assert {
        each.document.doc_id: [(p.paragraph, p.text) for p in each.paragraphs] for each in documents
    } == expected
    assert len(documents) == len(expected)
    last_lines = [each.paragraphs[-1].first_line for each in documents]
    assert last_lines == sorted(last_lines)


_PIECES = st.sampled_from(
    [b"{", b"}", b'"', b"\n", b"\r", b"\f", b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf",
     b'{"doc_id": "a", "paragraph": 1, "text": "x"}',
     b'{"doc_id": "b", "paragraph": 2, "text": "y"}']
)  # fmt: skip


@given(st.binary(max_size=60) | st.lists(_PIECES, max_size=12).map(b"".join))
def test_no_bytes_crash_it(data: bytes) -> None:
    try:
        documents = list(documents_of(io.BytesIO(data)))
    except PinciteError as error:
        assert str(error).startswith("rows.jsonl:")
        return
    assert all(each.paragraphs for each in documents)
