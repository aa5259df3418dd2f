"""Reading twice gives the same, from any bytes; every word of a page is in one paragraph."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.rows import RowFailure
from index.inputs import BadInput, Input, members
from index.model import ParsedDocument
from index.parsers import Reading, read
from tests.index.formats.test_archive_csv import row as archive_row
from tests.index.formats.test_archive_csv import written
from tests.index.formats.texts import parse, row, words

Outcome = list[ParsedDocument | RowFailure | str]


def outcome_of(source: Input, columns: Mapping[str, str] | None = None) -> Outcome:
    """All that a file gives, in order; at its end the error where it has one."""
    found: Outcome = []
    try:
        with source.open() as stream:
            for each in read(stream, source, Reading(columns=columns)):
                found.append(each)
    except PinciteError as error:
        found.append(str(error))
    return found


def outcome(data: bytes, name: str, columns: Mapping[str, str] | None = None) -> Outcome:
    """What `outcome_of` says of a file of these bytes."""
    return outcome_of(Input(name, Path(name), len(data), lambda: io.BytesIO(data)), columns)


def damaged(pieces: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Pieces one after the other, some of them any bytes at all."""
    return st.lists(st.one_of(pieces, pieces, st.binary(max_size=12)), max_size=8).map(b"".join)


_SHORT = st.text(st.sampled_from('ab1.é "\\\n,;|'), max_size=12)
_ARCHIVE_ROWS = st.builds(
    lambda reference, body, doubled: written(archive_row(reference, body=body), doubled=doubled),
    st.sampled_from(["66PORTVESPER7", "67PORTVESPER8", 'a "b"', ""]),
    _SHORT.map(lambda words: f"1. One {words}"),
    st.booleans(),
)


@given(_ARCHIVE_ROWS, damaged(_ARCHIVE_ROWS))
def test_the_table_of_an_archive(first: bytes, more: bytes) -> None:
    data = first + more
    assert outcome(data, "a.csv") == outcome(data, "a.csv")


_ROWS = st.builds(
    lambda cells, sign: (sign.join(cells) + "\n").encode(),
    st.lists(st.sampled_from(["k1", "k2", "1", "2.(a)", "Boats.", '"a, b"', '"', ""]), max_size=4),
    st.sampled_from([",", ",", ";"]),
)


@given(damaged(_ROWS))
def test_a_table_with_named_columns(rows: bytes) -> None:
    data = b"Case,No,Body\n" + rows
    columns = {"text": "Body", "doc_id": "Case", "paragraph": "No"}
    assert outcome(data, "t.csv", columns) == outcome(data, "t.csv", columns)


_JSON_ROWS = st.builds(
    lambda doc_id, label, text: (json.dumps(row(doc_id, label, text)) + "\n").encode(),
    st.sampled_from("abc"),
    st.sampled_from(["1", "2", "2.(a)", "u1"]),
    _SHORT,
)


@given(damaged(_JSON_ROWS))
def test_json_lines(data: bytes) -> None:
    assert outcome(data, "r.jsonl") == outcome(data, "r.jsonl")


_MEMBERS = st.dictionaries(
    st.sampled_from(["a.txt", "b.md", "in/c.jsonl", "in/d.html", "../e.txt", "f.csv", "g.zip"]),
    st.one_of(st.binary(max_size=40), _SHORT.map(str.encode), _JSON_ROWS),
)


@given(packed=_MEMBERS, places=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255))))
def test_an_archive_of_files(
    packed: dict[str, bytes],
    places: list[tuple[int, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in packed.items():
            archive.writestr(name, content)
    data = bytearray(out.getvalue())
    for place, byte in places:
        data[place % len(data)] = byte
    path = tmp_path_factory.getbasetemp() / "again.zip"
    path.write_bytes(data)
    assert unpacked(path) == unpacked(path)


def unpacked(path: Path) -> list[tuple[str, Outcome]]:
    """All that each member of an archive gives; at its end the error where it has one."""
    found: list[tuple[str, Outcome]] = []
    try:
        for member in members(path):
            if isinstance(member, BadInput):
                found.append((member.name, [member.error]))
            else:
                found.append((member.name, outcome_of(member)))
    except PinciteError as error:
        found.append((str(path), [str(error)]))
    return found


# Pages whose words are numbered.
_BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(["plain", "plain", "number", "own", "list", "heading", "table", "quote"]),
        st.integers(1, 4),
    ),
    max_size=12,
)


def numbered(n: int, first: int) -> list[str]:
    return [f"w{place}" for place in range(first, first + n)]


def html_block(kind: str, inside: list[str], place: int) -> str:
    joined = " ".join(inside)
    return {
        "plain": f"<p>The {joined}.</p>",
        "number": f"<p>{place}. The {joined}.</p>",
        "own": f"<div><b>[{place}]</b> <i>{joined}</i></div>",
        "list": "<ol>" + "".join(f"<li>{word}</li>" for word in inside) + "</ol>",
        "heading": f"<h2>{joined}</h2>",
        "table": "<table><tr>" + "".join(f"<td>{word}</td>" for word in inside) + "</tr></table>",
        "quote": f"<blockquote><p>{joined}</p></blockquote>",
    }[kind]


def markdown_block(kind: str, inside: list[str], place: int) -> str:
    joined = " ".join(inside)
    return {
        "plain": f"The {joined}.",
        "number": f"{place}. The {joined}.",
        "own": f"[{place}] *{joined}*",
        "list": "\n".join(f"- {word}" for word in inside),
        "heading": f"## {joined}",
        "table": f"| {' | '.join(inside)} |\n|{'---|' * len(inside)}",
        "quote": f"> {joined}",
    }[kind]


def check_each_word_once(page: str, name: str, n_words: int) -> None:
    (document,) = parse(page, Path(name))
    kept = words(*(f"{p.heading} {p.text}" for p in document.paragraphs))
    numbers = numbered(n_words, 0)
    assert {word: kept[word] for word in numbers} == dict.fromkeys(numbers, 1)


@given(_BLOCKS)
def test_every_word_of_a_page_is_in_exactly_one_paragraph(blocks: list[tuple[str, int]]) -> None:
    made, n = ["<h1>A title</h1><p>It begins here.</p>"], 0
    for place, (kind, count) in enumerate(blocks, 1):
        made.append(html_block(kind, numbered(count, n), place))
        n += count
    check_each_word_once("\n".join([*made, "<p>It ends here.</p>"]), "page.html", n)


@given(_BLOCKS)
def test_every_word_of_a_markdown_file_is_in_exactly_one_paragraph(
    blocks: list[tuple[str, int]],
) -> None:
    made, n = ["# A title", "It begins here."], 0
    for place, (kind, count) in enumerate(blocks, 1):
        made.append(markdown_block(kind, numbered(count, n), place))
        n += count
    check_each_word_once("\n\n".join([*made, "It ends here."]), "page.md", n)
