"""The corpus of a question set in the layout of BEIR, read as documents."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.evaluate import evaluate
from eval.questions import read_questions
from index import Library
from index.errors import NotADocument, PinciteError
from index.formats.jsonl import parse_jsonl_stream
from index.formats.rows import RowFailure
from index.model import ParsedDocument
from qa import Assistant

CORPUS = (
    {"_id": "harbour#7", "title": "Harbour rules", "text": "The keeper mends the lamp."},
    {"_id": "harbour#9", "title": "Harbour rules", "text": "Nobody fishes at night."},
    {"_id": "ferry%20act#3%23", "title": "", "text": "The ferry crosses at noon.", "metadata": {}},
    {"_id": "4711", "title": "Eels", "text": "They are smoked over alder."},
    {"_id": "4712", "title": "Of storks and chimneys", "text": ""},
    {"_id": 4713, "text": " Oysters are sold by the dozen. ", "metadata": {"url": "x"}},
)
QUESTIONS = {
    "harbour#7": "Who mends the lamp?",
    "ferry%20act#3%23": "When does the ferry cross?",
    "4711": "Over what are eels smoked?",
    "4712": "What is there of storks?",
    "4713": "How are oysters sold?",
}


def parse(*rows: object, name: str = "corpus.jsonl") -> list[ParsedDocument | RowFailure]:
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    return list(parse_jsonl_stream(io.BytesIO(text.encode()), name))


def make_set(folder: Path) -> Path:
    """A question set whose paragraphs are those of `CORPUS`."""
    (folder / "qrels").mkdir(parents=True)
    rows = [{"_id": f"q-{document}", "text": asked} for document, asked in QUESTIONS.items()]
    for name, lines in (("corpus", CORPUS), ("queries", rows)):
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    judged = [f"q-{document}\t{document}\t1\n" for document in QUESTIONS]
    header = "query-id\tcorpus-id\tscore\n"
    (folder / "qrels" / "test.tsv").write_text(header + "".join(judged), encoding="utf-8")
    return folder


def test_a_set_is_indexed_and_evaluated(library: Library, tmp_path: Path) -> None:
    folder = make_set(tmp_path / "set")
    report = library.add([folder])
    assert (report.failed, report.documents, report.paragraphs) == ((), 5, 6)
    aside = (folder / "qrels" / "test.tsv", folder / "queries.jsonl")
    assert report.left_aside == tuple(map(str, aside))
    found = evaluate(Assistant(library), read_questions(folder), measures="R@10 Success@1")
    assert found.measures == {"R@10": 1.0, "Success@1": 1.0}
    assert (found.n_queries, found.missing) == (5, ())
    assert library.add([folder / "corpus.jsonl"]).unchanged == 5


def test_a_set_in_an_archive(library: Library, tmp_path: Path) -> None:
    folder, archive = make_set(tmp_path / "set"), tmp_path / "set.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in folder.rglob("*.*"):
            packed.write(file, file.relative_to(folder))
    report = library.add([archive])
    assert (report.failed, report.paragraphs) == ((), 6)
    assert {Path(each).name for each in report.left_aside} == {"queries.jsonl", "test.tsv"}


def test_ids_titles_and_texts() -> None:
    harbour, ferry, eels, storks, oysters = (
        each for each in parse(*CORPUS) if isinstance(each, ParsedDocument)
    )
    assert (harbour.document.doc_id, harbour.document.title) == ("harbour", "Harbour rules")
    assert [(p.paragraph, p.heading) for p in harbour.paragraphs] == [("7", ""), ("9", "")]
    assert (ferry.document.doc_id, ferry.paragraphs[0].paragraph) == ("ferry act", "3#")
    assert (eels.paragraphs[0].paragraph, eels.paragraphs[0].heading) == ("1", "Eels")
    assert (storks.paragraphs[0].text, storks.paragraphs[0].heading) == (storks.document.title, "")
    assert oysters.document.doc_id == "4713"
    assert oysters.document.metadata == {"url": "x"}
    assert oysters.paragraphs[0].text == "Oysters are sold by the dozen."


def test_a_line_that_holds_nothing_is_told_and_the_others_kept(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "corpus.jsonl"
    rows = [CORPUS[0], {"_id": "5", "title": None, "text": " "}, CORPUS[1]]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    report = library.add([path])
    (failure,) = report.failed
    assert failure.error == f"{path}:2: has neither a text nor a title; left out"
    assert report.paragraphs == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"_id": "", "text": "x"}, "needs '_id'"),
        ({"_id": None, "text": "x"}, "needs '_id'"),
        ({"_id": True, "text": "x"}, "needs '_id'"),
        ({"_id": "#7", "text": "x"}, "needs '_id'"),
        ({"_id": "a#", "text": "x"}, "needs '_id'"),
        ({"_id": "%20#1", "text": "x"}, "needs '_id'"),
        ({"_id": "a", "title": "x"}, "needs 'text'"),
        ({"_id": "a", "text": ["x"]}, "'text' must be a string"),
        ({"_id": "a", "title": 5, "text": "x"}, "'title' must be a string"),
        ({"_id": "a", "text": "x", "metadata": "x"}, "'metadata' must be an object"),
        ({"_id": "harbour#9", "text": "x"}, "stands in line 2 already"),
        ({"_id": "h%61rbour#%39", "text": "x"}, "stands in line 2 already"),
        ({"id": "a", "text": "x"}, "needs 'doc_id'"),
    ],
)
def test_a_bad_line_is_named(bad: object, reason: str) -> None:
    with pytest.raises(NotADocument, match=r"^corpus\.jsonl:4: ") as caught:
        parse(*CORPUS[:2], "", bad)
    assert reason in str(caught.value)


def test_questions_that_are_named_by_themselves_are_no_documents() -> None:
    with pytest.raises(NotADocument, match=r"set/queries\.jsonl:1: .*index its corpus\.jsonl"):
        parse({"_id": "q1", "text": "Who?"}, name="set/queries.jsonl")


def test_both_kinds_of_lines_may_stand_in_a_file() -> None:
    (found,) = parse(CORPUS[0], {"doc_id": "harbour", "paragraph": "8", "text": "Words."})
    assert isinstance(found, ParsedDocument)
    assert [p.paragraph for p in found.paragraphs] == ["7", "8"]


def test_a_corpus_is_streamed() -> None:
    rows = [{"_id": f"d{n}", "text": "words " * 20} for n in range(5_000)]
    source = io.BytesIO("\n".join(map(json.dumps, rows)).encode())
    assert isinstance(next(parse_jsonl_stream(source, "corpus.jsonl")), ParsedDocument)
    assert source.tell() < 10_000


_VALUES = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["a#1", "%", "%zz#%", "%ff", "##", " ", "\ud800"]),
    st.none() | st.booleans() | st.integers() | st.floats() | st.lists(st.text(), max_size=1),
)
_ROWS = st.fixed_dictionaries(
    {"_id": _VALUES}, optional={"text": _VALUES, "title": _VALUES, "metadata": _VALUES}
)


@given(st.lists(_ROWS, max_size=4))
def test_no_line_crashes_it(rows: list[dict[str, object]]) -> None:
    try:
        found = parse(*rows)
    except PinciteError as error:
        assert str(error).startswith("corpus.jsonl:")
        return
    documents = [each for each in found if isinstance(each, ParsedDocument)]
    paragraphs = [p for each in documents for p in each.paragraphs]
    assert all(p.text.strip() and p.paragraph.strip() and p.doc_id.strip() for p in paragraphs)
    assert len(paragraphs) + len(found) - len(documents) == len(rows)
