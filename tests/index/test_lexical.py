"""The tantivy index against BM25 written out, and questions that look like a query language."""

import math
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import LexicalIndex, word_stems

K1, B = 1.2, 0.75
# None of them is a stop word or has another stem than itself.
WORDS = ["quay", "pilot", "vessel", "fish", "tax", "court", "harbor", "wind"]
# Of longer texts tantivy rounds the length.
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40), max_size=12)


def built(folder: Path, rows: Sequence[tuple[int, int, str]]) -> LexicalIndex:
    LexicalIndex.create(folder).write(rows, (), generation=1)
    return LexicalIndex.open(folder)


def keys(hits: Sequence[tuple[int, float]]) -> list[int]:
    return [key for key, _ in hits]


def bm25(documents: Sequence[Sequence[str]], query: Collection[str]) -> dict[int, float]:
    """Scores of the documents that have a word of the query, by 1-based place."""
    scores: dict[int, float] = {}
    n_entries = len(documents) + 1  # one says which generation the index is for
    for word in set(query):
        n_with = sum(word in document for document in documents)
        idf = math.log(1 + (n_entries - n_with + 0.5) / (n_with + 0.5))
        average = sum(map(len, documents)) / n_entries
        for place, document in enumerate(documents, 1):
            if count := document.count(word):
                length = K1 * (1 - B + B * len(document) / average)
                scores[place] = scores.get(place, 0) + idf * count * (K1 + 1) / (count + length)
    return scores


@settings(max_examples=30)
@given(documents=texts, query=st.lists(st.sampled_from(WORDS), max_size=5), k=st.integers(1, 15))
def test_scores_are_bm25(
    tmp_path_factory: pytest.TempPathFactory, documents: list[list[str]], query: list[str], k: int
) -> None:
    rows = [(key, 1, " ".join(words)) for key, words in enumerate(documents, 1)]
    index = built(tmp_path_factory.mktemp("lexical"), rows)
    expected = bm25(documents, query)
    found = index.search(" ".join(query), 100)
    assert dict(found) == pytest.approx(expected, rel=1e-5)
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    best = [score for _, score in index.search(" ".join(query), k)]
    assert best == pytest.approx(sorted(expected.values(), reverse=True)[:k], rel=1e-5)
    assert index.n_paragraphs == len(documents)
    for word in WORDS:
        assert index.document_frequency(word) == sum(word in words for words in documents)


def test_scores_of_long_texts_are_nearly_bm25(tmp_path: Path) -> None:
    documents = [WORDS * n + ["tax"] * n for n in (1, 7, 30, 111, 400)]
    rows = [(key, 1, " ".join(words)) for key, words in enumerate(documents, 1)]
    found = built(tmp_path, rows).search("tax court", 10)
    assert dict(found) == pytest.approx(bm25(documents, ["tax", "court"]), rel=0.05)


def test_equal_paragraphs_come_in_order_of_their_keys(tmp_path: Path) -> None:
    index = built(tmp_path, [(key, 1, "the same words") for key in (9, 4, 7, 2)])
    assert keys(index.search("words", 4)) == [2, 4, 7, 9]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    rows = [
        (1, 10, "The audits of the café were thorough and fair"),
        (2, 10, "An audit of the harbour"),
        (3, 20, "Pilots of the harbour AND the field"),
        (4, 30, "Résumé of a naïve minister"),
        (5, 30, "It was of no use to them"),
    ]
    return built(tmp_path_factory.mktemp("lexical"), rows)


@pytest.mark.parametrize("query", ["", "  ", "the", "Of THE and", "?!", "*:*", '" " ( ) -', "😀"])
def test_without_a_word_to_look_for_nothing_is_found(index: LexicalIndex, query: str) -> None:
    assert index.search(query, 10) == []


@pytest.mark.parametrize(
    "query",
    [
        "audit AND harbour",
        "audit OR harbour",
        "NOT audit -harbour",
        '"harbour audit"',
        "text:audit document:harbour",
        "key:audit harbour^9",
        "(audit harbour",
        "audit) [harbour TO",
        "audit* {harbour}",
        "+audit ~2 \\harbour \\",
    ],
)
def test_signs_of_a_query_language_are_only_signs(index: LexicalIndex, query: str) -> None:
    plain = index.search("audit harbour", 10)
    assert keys(plain) == [2, 3, 1]
    assert dict(index.search(query, 10)) == pytest.approx(dict(plain))


def test_the_name_of_a_field_is_a_word(index: LexicalIndex) -> None:
    assert keys(index.search("field:fair", 10)) == [3, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("audits", [2, 1]),
        ("auditing", [2, 1]),
        ("AUDIT", [2, 1]),
        ("cafe", [1]),
        ("CAFÉ", [1]),
        ("resume", [4]),
        ("naive ministers", [4]),
        ("aud", []),
        ("audit audit audits", [2, 1]),
    ],
)
def test_stems_case_and_accents(index: LexicalIndex, query: str, found: list[int]) -> None:
    assert keys(index.search(query, 10)) == found


def test_a_word_asked_twice_counts_once(index: LexicalIndex) -> None:
    assert index.search("audits Audit auditing", 10) == index.search("audit", 10)


@pytest.mark.parametrize(
    ("documents", "found"),
    [({10}, [2, 1]), ({20}, [3]), ({10, 20, 99}, [2, 3, 1]), ({30}, []), (set[int](), [])],
)
def test_a_selection_leaves_the_scores_as_they_are(
    index: LexicalIndex, documents: set[int], found: list[int]
) -> None:
    everywhere = dict(index.search("audit harbour", 10))
    selected = index.search("audit harbour", 10, documents)
    assert keys(selected) == found
    assert dict(selected) == pytest.approx({key: everywhere[key] for key in found})


def test_k_counts_within_the_selection(index: LexicalIndex) -> None:
    assert keys(index.search("harbour audit", 1)) == [2]
    assert keys(index.search("harbour audit", 1, {20, 30})) == [3]


def test_word_stems_are_what_a_question_is_searched_by() -> None:
    assert word_stems("Who did the tax audits, and when?") == ["who", "did", "tax", "audit", "when"]
    assert word_stems("Naïve ministers' ministers") == ["naiv", "minist", "minist"]
    assert word_stems("the of and") == []


def test_document_frequency_is_asked_by_stem(index: LexicalIndex) -> None:
    assert index.document_frequency("audit") == 2
    assert index.document_frequency("audits") == 0
    assert index.document_frequency("the") == 3


def test_an_index_of_nothing(tmp_path: Path) -> None:
    index = built(tmp_path, [])
    assert index.search("audit", 5) == []
    assert index.n_paragraphs == 0


def test_a_missing_or_foreign_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises((OSError, ValueError)):
        LexicalIndex.open(tmp_path)
    (tmp_path / "meta.json").write_text("{}", encoding="utf-8")
    with pytest.raises((OSError, ValueError)):
        LexicalIndex.open(tmp_path)


def test_what_is_written_is_seen_at_once_with_its_generation(tmp_path: Path) -> None:
    writer = built(tmp_path, [(1, 1, "boats"), (2, 1, "nets"), (3, 2, "boats and nets")])
    reader = LexicalIndex.open(tmp_path)
    writer.write([(4, 2, "ropes"), (5, 3, "boats")], [1, 2], generation=7)
    assert (keys(reader.search("boats", 9)), reader.generation) == ([1, 3], 1)
    reader.refresh()
    assert (keys(reader.search("boats", 9)), reader.generation) == ([5, 3], 7)
    assert reader.keys() == {3, 4, 5}
    assert reader.n_paragraphs == 3
