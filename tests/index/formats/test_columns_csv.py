"""Tables with a header row: columns by name, delimiters, documents together and apart."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InputError, NotADocument, PinciteError, UnreadableFile
from index.formats.columns_csv import ROLES, parse_columns, parse_columns_csv
from index.formats.rows import RowFailure
from index.model import ParsedDocument
from tests.index.formats.texts import labels

JUDGMENTS = """\
Case,No,Words,Heading,Court,Judge,Title,Given,Mark
LQC 4,[1],The quay is public.,Facts,High,Orlov,Lantern v Quay,2011-06-30,(U)
LQC 4,2,"It was closed, twice:
in spring and
""in autumn"".",,High,Brandt,ignored,,
LQC 4,2,Again.,,,Orlov,,,
LQC 4,,By the way.,,High,,,,
LQC 4,2.(a),A part.,Law,High,,,,
HRB 9,¶1,Another.,,Low,,,30 June 2011,
"""
COLUMNS = "text=Words,doc_id=Case,paragraph=No,heading=Heading,title=Title,date=Given,marking=Mark"


def read(
    text: str | bytes, columns: str, name: str = "in/table.csv"
) -> tuple[list[ParsedDocument], list[RowFailure]]:
    stream = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    documents: list[ParsedDocument] = []
    failures: list[RowFailure] = []
    for each in parse_columns_csv(stream, name, parse_columns(columns)):
        if isinstance(each, RowFailure):
            failures.append(each)
        else:
            documents.append(each)
    return documents, failures


def texts(document: ParsedDocument) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_all_columns() -> None:
    (case, other), failures = read(JUDGMENTS, COLUMNS)
    assert failures == []
    document = case.document
    assert (document.doc_id, document.title, document.date) == (
        "LQC 4",
        "Lantern v Quay",
        "2011-06-30",
    )
    assert (document.source, document.format) == ("in/table.csv", "csv")
    assert document.metadata == {"Court": "High"}  # its rows name two judges
    assert [(p.paragraph, p.heading, p.marking) for p in case.paragraphs] == [
        ("1", "Facts", "U"),
        ("2", "", ""),
        ("2#2", "", ""),
        ("u1", "", ""),
        ("2.(a)", "Law", ""),
    ]
    assert case.paragraphs[1].text == 'It was closed, twice:\nin spring and\n"in autumn".'
    assert [(p.first_line, p.last_line) for p in case.paragraphs][:3] == [(2, 2), (3, 5), (6, 6)]
    assert [p.ordinal for p in case.paragraphs] == [0, 1, 2, 3, 4]
    assert [p.label for p in case.paragraphs][3:] == ["LQC 4 unnumbered ¶1", "LQC 4 ¶2.(a)"]
    assert (other.document.date, other.paragraphs[0].paragraph) == (None, "1")
    assert other.document.metadata == {"Court": "Low", "stated_date": "30 June 2011"}


def test_without_ids_and_numbers_a_file_is_one_document() -> None:
    ((document,), failures) = read("Words\nOne.\n\nTwo.\n", "text=Words", "a/minutes.csv")
    assert failures == []
    assert document.document.doc_id == "minutes"
    assert labels(document.paragraphs) == ["u1", "u2"]
    assert [p.label for p in document.paragraphs] == [
        "minutes unnumbered ¶1",
        "minutes unnumbered ¶2",
    ]


def test_rows_without_numbers_count_in_their_document() -> None:
    documents, _ = read("id,w\na,One\na,Two\nb,Three\n", "text=w,doc_id=id")
    assert [labels(each.paragraphs) for each in documents] == [["u1", "u2"], ["u1"]]


def test_labels_are_unique_whatever_is_printed() -> None:
    printed = ["7", "7", "7#2", "7", "u1", "", "7.", "(7)"]
    rows = "".join(f"{label},w\n" for label in printed)
    ((document,), _) = read(f"n,t\n{rows}", "text=t,paragraph=n")
    assert labels(document.paragraphs)[:4] == ["7", "7#2", "7#2#2", "7#3"]
    assert len(set(labels(document.paragraphs))) == len(printed)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("escaped", [False, True])
def test_delimiters_and_quotes(sign: str, escaped: bool) -> None:
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=sign,
        doublequote=not escaped,
        escapechar="\\" if escaped else None,
        quoting=csv.QUOTE_ALL,
    )
    text = 'He said "no", "so; it\tis" | and\nwent.'
    writer.writerows([["id, or name", "w;w"], ["a", text], ["a", "Two."]])
    ((document,), failures) = read(out.getvalue(), "doc_id=id, or name,text=w;w")
    assert failures == []
    assert texts(document) == [text, "Two."]


def test_the_columns_that_are_named_decide_on_the_delimiter() -> None:
    ((document,), _) = read("a,b,c;Words;x,y\n1;One.;2\n", "text=Words")
    assert texts(document) == ["One."]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_encodings(encoding: str) -> None:
    ((document,), _) = read("Wörter\tid\nÜber uns.\ta\n".encode(encoding), "text=Wörter,doc_id=id")
    assert texts(document) == ["Über uns."]


def test_documents_whose_rows_do_not_stand_together() -> None:
    documents, _ = read("id,w\na,1\nb,2\na,3\nc,4\nb,5\n", "text=w,doc_id=id")
    assert [(each.document.doc_id, texts(each)) for each in documents] == [
        ("a", ["1", "3"]),
        ("c", ["4"]),
        ("b", ["2", "5"]),
    ]
    assert [p.first_line for p in documents[0].paragraphs] == [2, 4]


def test_documents_are_given_as_soon_as_they_end() -> None:
    rows = "".join(f"{n // 10},{'words ' * 20}\n" for n in range(5_000))
    stream = io.BytesIO(f"id,w\n{rows}".encode())
    first = next(parse_columns_csv(stream, "a.csv", parse_columns("text=w,doc_id=id")))
    assert isinstance(first, ParsedDocument)
    assert len(first.paragraphs) == 10
    assert stream.tell() < 10_000


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("a,2\n", "has 2 columns instead of 3"),
        ("a,2,x,y\n", "has 4 columns instead of 3"),
        (",2,x\n", "has nothing in column 'id'; fill it"),
        ('a,2," \n "\n', "has nothing in column 'words'; fill it"),
        ('a,2,"x" y\n', "has a quote in line 3 that is not escaped"),
        ('a,2,"x\nsaid "no", and\nleft"\n', "(lines 3 to 5 are left out)"),
        ('a,2,"never closed\n', "that is not escaped"),
    ],
)
def test_a_bad_row_costs_itself_alone(bad: str, reason: str) -> None:
    ((a, b), (failure,)) = read(
        f'id,no,words\na,1,One\n{bad}a,3,"Three"\nb,1,"Four"\n',
        "text=words,doc_id=id,paragraph=no",
    )
    assert labels(a.paragraphs) == ["1", "3"]
    assert texts(b) == ["Four"]
    assert failure.line == 3
    assert failure.error.startswith("in/table.csv:3: ")
    assert reason in failure.error


def test_rows_that_hold_nothing_are_left_out() -> None:
    ((document,), failures) = read("id,w\na,One\n,\n , \n\n", "text=w,doc_id=id")
    assert (texts(document), failures) == (["One"], [])


def test_a_table_without_rows() -> None:
    assert read("id,w\n", "text=w") == ([], [])


@pytest.mark.parametrize("text", ["", "\n\n", '"never closed'])
def test_a_table_without_a_header(text: str) -> None:
    with pytest.raises(NotADocument, match=r"in/table\.csv: has no header row"):
        read(text, "text=w")


def test_a_column_that_is_not_there() -> None:
    message = r"in/table\.csv:2: has no column 'Body'; its columns are: id, the words"
    with pytest.raises(NotADocument, match=message):
        read("\nid; the words \n1;x\n", "text=Body")
    with pytest.raises(NotADocument, match="has more than one column 'w'"):
        read("w,w\n1,x\n", "text=w")


def test_bytes_that_are_no_text_name_the_line() -> None:
    with pytest.raises(UnreadableFile, match=r"table\.csv: line 3 is not UTF-8 .*0xe9.*iconv"):
        read(b"id,w\na,x\na,caf\xe9\n", "text=w,doc_id=id")
    with pytest.raises(UnreadableFile, match=r"table\.csv: is a binary file \(line 2"):
        read(b"id,w\na,x\0\n", "text=w")


# The option.
def test_columns_by_role() -> None:
    assert parse_columns(" text = Full text , doc_id=Case no.,paragraph=¶") == {
        "text": "Full text",
        "doc_id": "Case no.",
        "paragraph": "¶",
    }
    assert parse_columns("doc_id=Name, first,text=w=1") == {"doc_id": "Name, first", "text": "w=1"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' is none of text, doc_id, paragraph"),
        ("Body", "'Body' is none of text"),
        ("text=w,author=x", "'author' is none of text"),
        ("text", "write text=NAME"),
        ("text=,doc_id=x", "write text=NAME"),
        ("text=a,text=b", "text is named twice"),
        ("doc_id=a", "name the column of the words, as in text=NAME"),
    ],
)
def test_an_option_that_cannot_be_read(text: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_columns(text)
    assert str(caught.value).startswith(f"columns {text!r}: ")
    assert reason in str(caught.value)


_CELL = st.text(st.sampled_from('ab ",;|\t\\\n¶é'), max_size=12)
_ROWS = st.lists(st.tuples(st.sampled_from(["x", "y", "z"]), _CELL), max_size=8)


@given(_ROWS, st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_rows_come_back_as_they_were_written(
    rows: Sequence[tuple[str, str]], sign: str, sparing: bool
) -> None:
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=sign,
        quoting=csv.QUOTE_MINIMAL if sparing else csv.QUOTE_ALL,
        lineterminator="\n",
    )
    writer.writerow(["id", "w"])
    writer.writerow(["x", 'Quotes are "so" here ' + '"" ' * 9])  # tells how they are written
    writer.writerows(rows)
    documents, failures = read(out.getvalue(), "text=w,doc_id=id")
    come_back = {each.document.doc_id: texts(each) for each in documents}
    expected: dict[str, list[str]] = {}
    for doc_id, cell in rows:
        if cell.strip():
            expected.setdefault(doc_id, []).append(cell.strip())
    come_back["x"] = come_back["x"][1:]
    assert {doc_id: cells for doc_id, cells in come_back.items() if cells} == expected
    assert len(failures) == sum(not cell.strip() for _, cell in rows)


_PARTS = st.sampled_from(
    [b'"', b'""', b'\\"', b",", b";", b"\t", b"|", b"\n", b"\r", b"\xff", b"\0", b"a", b"id", b"w",
     b"id,w\n", b"x,one\n", b'y,"two\nthree"\n', b"\xef\xbb\xbf", b"\xff\xfe"]
)  # fmt: skip


@given(
    st.one_of(st.binary(max_size=100), st.lists(_PARTS, max_size=20).map(b"".join)),
    st.booleans(),
    st.sampled_from(["text=w", "text=w,doc_id=id", "text=w,paragraph=id"]),
)
def test_no_bytes_crash_it(data: bytes, headed: bool, columns: str) -> None:
    try:
        documents, failures = read((b"id,w\n" if headed else b"") + data, columns)
    except PinciteError as error:
        assert "table.csv" in str(error)
        return
    assert all(each.error.startswith("in/table.csv:") for each in failures)
    assert len({each.document.doc_id for each in documents}) == len(documents)
    for document in documents:
        assert document.paragraphs
        assert all(p.text.strip() for p in document.paragraphs)
        assert len(set(labels(document.paragraphs))) == len(document.paragraphs)


@given(st.text(max_size=40) | st.lists(st.sampled_from([*ROLES, "=", ",", "a", " "])).map("".join))
def test_no_option_crashes_it(text: str) -> None:
    try:
        columns = parse_columns(text)
    except PinciteError as error:
        assert str(error).startswith("columns ")
        return
    assert columns["text"]
    assert columns.keys() <= set(ROLES)
