"""The eight-column tables of archives: what comes back, and what a bad row costs."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.archive_csv import is_archive_csv, parse_archive_csv
from index.formats.delimited import LARGEST_ROW
from index.formats.rows import RowFailure
from index.model import ParsedDocument
from tests.index.formats.texts import HEADER, labels, words, words_kept

Row = Sequence[str]


def row(
    reference: str = "66PORTVESPER7", *, date: str = "12/28/1966 18:48", body: str = "1. One."
) -> list[str]:
    return ["1", date, reference, "Embassy Port Vesper", "SECRET", "66A1|66B2", HEADER, body]


def written(*rows: Row, doubled: bool = False, sparing: bool = False) -> bytes:
    """A table as archives write it, with the standard library's writer."""
    out = io.StringIO()
    csv.writer(
        out,
        escapechar=None if doubled else "\\",
        doublequote=doubled,
        quoting=csv.QUOTE_MINIMAL if sparing else csv.QUOTE_ALL,
        lineterminator="\n",
    ).writerows(rows)
    return out.getvalue().encode()


def read(data: bytes) -> tuple[list[ParsedDocument], list[RowFailure]]:
    documents: list[ParsedDocument] = []
    failures: list[RowFailure] = []
    for each in parse_archive_csv(io.BytesIO(data), "cables.csv"):
        if isinstance(each, RowFailure):
            failures.append(each)
        else:
            documents.append(each)
    return documents, failures


def ids(documents: Sequence[ParsedDocument]) -> list[str]:
    return [each.document.doc_id for each in documents]


GOLDEN = rb""""1","7/9/2004 6:05","04LAGUNABRAVA31","Embassy Laguna Brava","CONFIDENTIAL","03OSTREVAL9|04STATE12","VZCZC
O 090605Z JUL 04
FM AMEMBASSY LAGUNA BRAVA
TO SECSTATE WASHDC
C O N F I D E N T I A L LAGUNA BRAVA 000031","SUBJECT: THE LIGHTHOUSE \"NORTH LIGHT\"

1. (C) The keeper said the lamp is \"tired, not broken,\" and
asked for oil.

2. (U) A path C:\\north was seen.\
It is steep.

HALVORSEN"
"2","12/31/1966","66OSTREVAL1","Consulate Ostreval","UNCLASSIFIED","","UNCLAS OSTREVAL 000001","The whole of it, unnumbered."
"""  # noqa: E501 - as archives write it


def test_a_table_as_archives_write_it() -> None:
    (first, second), failures = read(GOLDEN)
    assert failures == []
    document = first.document
    assert (document.doc_id, document.date) == ("04LAGUNABRAVA31", "2004-07-09")
    assert document.source == "cables.csv"
    assert document.metadata["origin"] == "Embassy Laguna Brava"
    assert document.metadata["classification"] == "CONFIDENTIAL"
    assert "03OSTREVAL9" in document.metadata["references"]
    assert document.metadata["signed"] == "HALVORSEN"
    assert document.title == 'THE LIGHTHOUSE "NORTH LIGHT"'
    assert [(p.paragraph, p.marking, p.text) for p in first.paragraphs] == [
        ("1", "C", 'The keeper said the lamp is "tired, not broken," and asked for oil.'),
        ("2", "U", r"A path C:\north was seen. It is steep."),
    ]
    assert [(p.first_line, p.last_line) for p in first.paragraphs] == [(7, 8), (10, 11)]
    assert second.document.doc_id == "66OSTREVAL1"
    assert second.document.date == "1966-12-31"
    assert [(p.paragraph, p.first_line) for p in second.paragraphs] == [("u1", 14)]


@pytest.mark.parametrize("doubled", [False, True])
@pytest.mark.parametrize("sparing", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_dialects(doubled: bool, sparing: bool, end: str) -> None:
    body = '1. He wrote "no", "yes" and "".\n\n2. So, \\ is a sign.'
    data = written(row("a1", body=body), row("b2"), doubled=doubled, sparing=sparing)
    data = data.replace(b"\n", end.encode())
    assert is_archive_csv(data)
    (first, second), failures = read(b"\xef\xbb\xbf" + data)
    assert failures == []
    assert [p.text for p in first.paragraphs] == [
        'He wrote "no", "yes" and "".',
        "So, \\ is a sign.",
    ]
    assert ids([second]) == ["b2"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (written(row(date="13/28/1966 18:48")), "'13/28/1966 18:48' in its second column"),
        (written(row(date="yesterday")), "'yesterday' in its second column is no date"),
        (written(row("  ")), "no reference id in its third column"),
        (written(row("two\nlines")), "no reference id in its third column"),
        (written(row(body=" \n ")), "66PORTVESPER7 has no body in its eighth column"),
        (written(row()[:-1]), "has 7 columns instead of 8"),
        (written([*row(), "more"]), "has 9 columns instead of 8"),
        (b"not a row at all\n", "has 1 column instead of 8"),
        (written(row(body="caf?")).replace(b"?", b"\xe9"), "is not UTF-8 (byte 0xe9)"),
        (written(row(body="nul?")).replace(b"?", b"\0"), "is not UTF-8 (byte 0x00)"),
        (written(row(body="?no? he said")).replace(b"?", b'"'), "that is not escaped"),
        (written(row(body="a ?no?, he said")).replace(b"?", b'"'), "that is not escaped"),
        (written(row(body="5? by 6?, all\nof it")).replace(b"?", b'"'), "that is not escaped"),
        (written(row(body="a pipe of 6?, all\nof it")).replace(b"?", b'"'), "has 9 columns"),
        (written(row(body="1. Cut off in the midd"))[:-2] + b"\n", "that is not escaped"),
    ],
)
def test_a_bad_row_costs_itself_alone(bad: bytes, reason: str) -> None:
    good = written(row("a1"))
    documents, (failure,) = read(good + bad + written(row("b2"), row("c3")))
    line = good.count(b"\n") + 1
    assert ids(documents) == ["a1", "b2", "c3"]
    assert failure.line == line
    assert failure.error.startswith("cables.csv:")
    assert reason in failure.error


def test_the_line_of_a_bad_byte_is_named() -> None:
    data = written(row(body="one\ntwo\ncaf?")).replace(b"?", b"\xe9")
    (failure,) = read(data)[1]
    assert (failure.line, failure.error.split(": ")[0]) == (
        1,
        f"cables.csv:{data[: data.index(0xE9)].count(10) + 1}",
    )


def test_bad_rows_one_after_the_other_fail_each() -> None:
    bad = written(["5", "one"], ["6", "two"])
    documents, failures = read(written(row("a1")) + bad + written(row("b2")))
    assert ids(documents) == ["a1", "b2"]
    assert len(failures) == 2


def test_lines_left_out_after_a_quote_astray_are_named() -> None:
    data = written(row(body='a ?no" here\nand there\nand so on')).replace(b"?", b'\\"')
    data = data.replace(b'no\\"', b'no"')
    (failure,) = read(data + written(row("b2")))[1]
    n_lines = data.count(b"\n")
    assert f"(lines 1 to {n_lines} are left out)" in failure.error


def test_a_file_cut_off_in_its_last_row() -> None:
    documents, (failure,) = read(written(row("a1"), row("b2"))[:-9])
    assert ids(documents) == ["a1"]
    assert "not closed up to the end of the file" in failure.error


def test_a_body_of_megabytes_and_the_limit_of_the_csv_module() -> None:
    limit = csv.field_size_limit()
    body = "1. " + "Words go on. " * 200_000
    ((document,), failures) = read(written(row(body=body)))
    assert failures == []
    assert len(document.paragraphs[0].text) > 2_000_000
    assert csv.field_size_limit() == limit


def test_a_quote_that_is_never_closed_does_not_fill_the_memory() -> None:
    opened = written(row("a1"))[:-2]
    line = b"and on and on " * 5_000 + b"\n"
    data = opened + line * (LARGEST_ROW // len(line) + 2) + written(row("b2"))
    documents, (failure,) = read(data)
    assert ids(documents) == ["b2"]
    assert "not closed within" in failure.error


def test_rows_are_given_as_they_are_read() -> None:
    stream = io.BytesIO(written(*(row(f"{n}A1", body="1. Words. " * 50) for n in range(500))))
    first = next(parse_archive_csv(stream, "cables.csv"))
    assert isinstance(first, ParsedDocument)
    assert stream.tell() < 100_000


def test_no_rows() -> None:
    assert read(b"") == ([], [])
    assert read(b"\n \n") == ([], [])


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (GOLDEN, True),
        (b"\xef\xbb\xbf\r\n" + GOLDEN, True),
        (GOLDEN[:200], True),
        (written(row(), sparing=True), True),
        (written(row(date="soon"), row()), True),
        (written(row(body="x" * 200_000))[:65_536], True),
        (GOLDEN.replace(b"LIGHTHOUSE", b"PHARE \xe9"), True),
        (b"id,date,reference,origin,classification,references,header,body\n" + GOLDEN, False),
        (b"doc_id,text,court\n1,One,High\n", False),
        (HEADER.encode(), False),
        (b"RULES\n\n1. One, 12/28/1966, two, three, four, five, six, seven.\n", False),
        (b'{"doc_id": "a", "paragraph": "1", "text": "x"}\n', False),
        (b"\x89PNG\r\n\0\0", False),
        (b"", False),
    ],
)
def test_recognising_the_format(head: bytes, expected: bool) -> None:
    assert is_archive_csv(head) is expected


_SIGNS = st.text(st.sampled_from('ab ",\\\n|'), max_size=30)
_BODY = _SIGNS.map(lambda text: f"1. It began so {text} and so it ended.")


@given(st.lists(_BODY, min_size=1, max_size=4), st.booleans(), st.booleans())
def test_every_word_written_comes_back(bodies: list[str], doubled: bool, sparing: bool) -> None:
    rows = [row(f"{n}A1", body=body) for n, body in enumerate(bodies)]
    # The first row tells how quotes are written; see the module.
    rows.insert(0, row("sure", body='1. Quotes "here" tell. ' + '"so" it is. ' * 20))
    documents, failures = read(written(*rows, doubled=doubled, sparing=sparing))
    assert failures == []
    assert ids(documents) == [each[2] for each in rows]
    for document, (*_, body) in zip(documents, rows, strict=True):
        assert words_kept(document.paragraphs) == words(body)
        assert len(set(labels(document.paragraphs))) == len(document.paragraphs)


_PARTS = st.sampled_from(
    [b'"', b'\\"', b'""', b",", b'","', b"\n", b"\\", b"\r\n", b"\xff", b"\0", b"1. x", b"a",
     b'"1","12/28/1966 18:48","66A1",', written(row())]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.lists(_PARTS, max_size=25).map(b"".join)))
def test_no_bytes_crash_it(data: bytes) -> None:
    is_archive_csv(data)
    n_lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\f") + 1
    try:
        documents, failures = read(data)
    except PinciteError as error:
        assert "cables.csv" in str(error)
        return
    for failure in failures:
        assert failure.error.startswith("cables.csv")
        assert 1 <= failure.line <= n_lines
        failure.error.encode()
    for document in documents:
        assert document.document.doc_id
        assert all(p.text.strip() for p in document.paragraphs)
        assert Path(document.document.source) == Path("cables.csv")


@given(st.lists(_PARTS, max_size=15).map(b"".join))
def test_good_rows_before_and_after_anything_are_read(junk: bytes) -> None:
    before, after = [row("1BEFORE1"), row("2BEFORE2")], [row("1AFTER1"), row("2AFTER2")]
    read_ids = ids(read(written(*before) + junk + b"\n" + written(*after))[0])
    assert read_ids[:2] == ["1BEFORE1", "2BEFORE2"]
    assert read_ids[-2:] == ["1AFTER1", "2AFTER2"]
