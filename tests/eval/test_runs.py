from pathlib import Path

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.runs import (
    RankedParagraph,
    parse_trec_id,
    rank_hits,
    read_run,
    read_trec_id,
    trec_id,
    trec_query_id,
    write_run,
)
from index.errors import InputError, NotADocument
from tests.eval.conftest import hit

NASTY = ["Y. A. Tittle - Profile (00e8b9)", "a#b", "50%", "%23", "§ 4\u00a0(b)", "\t", "\x85", "¶"]
texts = st.one_of(st.text(), st.sampled_from(NASTY))


@given(doc_id=texts, paragraph=texts)
def test_an_id_is_one_visible_word_and_can_be_read_back(doc_id: str, paragraph: str) -> None:
    encoded = trec_id(doc_id, paragraph)
    assert encoded.split() == [encoded]
    assert encoded.isascii()
    assert parse_trec_id(encoded) == (doc_id, paragraph)


@given(first=texts, second=texts)
def test_different_queries_have_different_ids(first: str, second: str) -> None:
    assert (trec_query_id(first) == trec_query_id(second)) == (first == second)
    assert "".join(trec_query_id(first).split()) == trec_query_id(first)


@pytest.mark.parametrize(
    ("doc_id", "paragraph", "encoded"),
    [
        ("09ASTANA1161", "7", "09ASTANA1161#7"),
        ("ADGM-1", "14.2.3.(1)", "ADGM-1#14.2.3.(1)"),
        ("Y. A. Tittle (00e8b9)", "7#2", "Y.%20A.%20Tittle%20(00e8b9)#7#2"),
        ("a#b%", "§ 4", "a%23b%25#%C2%A7%204"),
    ],
)
def test_ids_stay_readable(doc_id: str, paragraph: str, encoded: str) -> None:
    assert trec_id(doc_id, paragraph) == encoded


def test_the_id_of_a_query_is_left_as_it_is_where_it_can_be() -> None:
    assert trec_query_id("C_00e8_0#1") == "C_00e8_0#1"
    assert trec_query_id("q 1%") == "q%201%25"


def test_an_id_without_a_paragraph_is_refused() -> None:
    with pytest.raises(ValueError, match="names no paragraph"):
        parse_trec_id("09ASTANA1161")
    # Documents of other collections are often not divided.
    assert read_trec_id("09ASTANA1161") == ("09ASTANA1161", "1")
    assert read_trec_id("a%23b#7#2") == ("a#b", "7#2")


def test_equal_scores_are_ranked_by_descending_id_and_made_unequal() -> None:
    ranking = rank_hits(
        [hit("a", "1", 0.5), hit("b", "1", 0.5), hit("c", "1", 1), hit("a", "2", 0.5)]
    )
    assert [(found.doc_id, found.paragraph) for found in ranking] == [
        ("c", "1"),
        ("b", "1"),
        ("a", "2"),
        ("a", "1"),
    ]
    assert [found.score for found in ranking] == pytest.approx([1, 0.5, 0.5, 0.5])
    assert ranking[0].score > ranking[1].score > ranking[2].score > ranking[3].score


def test_scores_that_single_precision_cannot_tell_apart_are_equal() -> None:
    ranking = rank_hits([hit("a", "1", 0.5 + 1e-12), hit("b", "1", 0.5)])
    assert [found.doc_id for found in ranking] == ["b", "a"]


scores = st.one_of(
    st.sampled_from([0.0, 0.5, 1.0, -1.0]), st.floats(-1e6, 1e6, allow_subnormal=False)
)


@given(st.dictionaries(texts, scores, max_size=12))
def test_every_reader_ranks_a_run_alike(found: dict[str, float]) -> None:
    ranking = rank_hits([hit("doc", label, score) for label, score in found.items()])
    assert {row.paragraph for row in ranking} == set(found)
    values = np.array([row.score for row in ranking], dtype=np.float32)
    assert np.all(values[:-1] > values[1:])
    assert [float(value) for value in values] == [row.score for row in ranking]
    for row in ranking:
        assert row.score == pytest.approx(found[row.paragraph], rel=1e-5, abs=1e-40)


def test_a_run_file_is_what_trec_eval_reads(tmp_path: Path) -> None:
    run = {
        "q 1": (RankedParagraph("a b", "7", 0.75), RankedParagraph("c", "§2", 1 / 3)),
        "q2": (),
        "q3": (RankedParagraph("c", "1", -2.0),),
    }
    path = tmp_path / "out.run"
    write_run(run, path, tag="test")
    assert path.read_text("ascii") == (
        "q%201 Q0 a%20b#7 1 0.75 test\n"
        "q%201 Q0 c#%C2%A72 2 0.3333333333333333 test\n"
        "q3 Q0 c#1 1 -2.0 test\n"
    )
    rows = list(ir_measures.read_trec_run(str(path)))  # type: ignore[no-untyped-call]  # left untyped there
    assert [(row.query_id, *parse_trec_id(row.doc_id), row.score) for row in rows] == [
        ("q%201", "a b", "7", 0.75),
        ("q%201", "c", "§2", 1 / 3),
        ("q3", "c", "1", -2.0),
    ]


def test_a_run_that_was_written_can_be_read_back(tmp_path: Path) -> None:
    run = {"q 1": rank_hits([hit("a b", "7", 0.75), hit("c", "§2", 1 / 3)]), "%": ()}
    path = tmp_path / "out.run"
    write_run(run, path, tag="test")
    assert read_run(path) == {"q 1": run["q 1"]}


def test_the_run_of_another_program_is_ranked_by_its_scores(tmp_path: Path) -> None:
    path = tmp_path / "other.run"
    path.write_text(
        "q1 Q0 MED-10 1 -7.5 bm25\nq2\tQ0\ta#1\t1\t1\tbm25\n\nq1 0 MED-11 9 -7 bm25\n"
        "q2 Q0 b#1 2 1.0 bm25\n"
    )
    found = read_run(path)
    assert [(each.doc_id, each.paragraph, each.score) for each in found["q1"]] == [
        ("MED-11", "1", -7.0),
        ("MED-10", "1", -7.5),
    ]
    assert [each.doc_id for each in found["q2"]] == ["b", "a"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("q1 Q0 a#1 1 0.5", "is no line of a run"),
        ("q1 Q0 a#1 1 0.5 my tag", "is no line of a run"),
        ("q1 Q0 a#1 1 high tag", "has the score 'high'"),
        ("q1 Q0 a#1 1 nan tag", "has the score 'nan'"),
        ("q1 Q0 a#7 1 0.25 tag", "a#7 is there twice for the query 'q1'"),
    ],
)
def test_a_bad_line_of_a_run_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "bad.run"
    path.write_text(f"q1 Q0 a#7 1 0.5 tag\n\n{line}\n")
    with pytest.raises(NotADocument) as caught:
        read_run(path)
    assert str(caught.value).startswith(f"{path}:3: {message}")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no-folder"):
        write_run({}, tmp_path / "no-folder" / "out.run", tag="test")
