"""The database: whole changes or none, and files that it refuses."""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from index.errors import LibraryDamaged, LibraryError
from index.model import Document, Paragraph, ParsedDocument
from index.store import Store
from index.store.sources import Source


def document(doc_id: str, *texts: str, title: str = "", signed: str = "") -> ParsedDocument:
    metadata = {"origin": "Embassy Astana", **({"signed": signed} if signed else {})}
    return ParsedDocument(
        Document(doc_id, title, "2009-07-13", f"/{doc_id}.txt", "cable", metadata),
        tuple(
            Paragraph(doc_id, str(n), n - 1, "HEADING", "SBU", text, 2 * n, 2 * n + 1)
            for n, text in enumerate(texts, 1)
        ),
    )


def put(store: Store, parsed: ParsedDocument) -> None:
    store.documents.put(
        parsed, b"hash", [sha256(p.text.encode()).digest() for p in parsed.paragraphs]
    )


def put_source(store: Store, source: Source) -> None:
    store.sources.begin(source.path)
    for doc_id in source.doc_ids:
        store.sources.link(doc_id, source.path)
    store.sources.end(source.path, source.content_hash)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    made = Store(path, create=True)
    made.upgrade()
    yield made
    made.close()


def test_what_is_put_comes_back_as_it_was(store: Store) -> None:
    parsed = document("a", "Ünïcode “one” 😀", "two\n(a) lines\0", title="T", signed="HOAGLAND")
    with store.transaction():
        put(store, parsed)
    assert store.documents.get("a") == parsed.document
    assert store.paragraphs.of("a") == parsed.paragraphs
    assert store.counts() == (1, 2)
    assert [found for _, found in store.documents.all()] == [parsed.document]
    assert store.documents.get("b") is None
    assert store.paragraphs.of("b") == ()


def test_a_document_of_the_same_id_is_replaced(store: Store) -> None:
    old, new = document("a", "one", "two", "three"), document("a", "two", "four", title="New")
    with store.transaction():
        put(store, old)
        put(store, document("b", "other"))
        put(store, new)
    assert (store.documents.get("a"), store.paragraphs.of("a")) == (new.document, new.paragraphs)
    assert store.counts() == (2, 3)


def test_one_text_in_two_documents_is_two_paragraphs_with_one_vector(store: Store) -> None:
    text = "Sensitive but unclassified. Not for public Internet."
    with store.transaction():
        put(store, document("a", text))
        put(store, document("b", text, text))
        missing = dict(store.vectors.texts_without("m"))
        store.vectors.put("m", [(text_hash, b"data") for text_hash in missing])
    assert store.counts() == (2, 3)
    assert list(missing.values()) == [text]
    assert [data for _, data in store.vectors.rows("m")] == [b"data"] * 3
    assert list(store.vectors.texts_without("m")) == []
    assert list(store.vectors.texts_without("other model")) != []


def test_deleting_a_document_takes_its_paragraphs_and_its_file(store: Store) -> None:
    with store.transaction():
        for doc_id in "abc":
            put(store, document(doc_id, f"text of {doc_id}"))
        put_source(store, Source("/alone.txt", "1", ("a",)))
        put_source(store, Source("/both.jsonl", "2", ("a", "b")))
        store.documents.delete(["a"])
    assert [summary.doc_id for summary in store.documents.summaries()] == ["b", "c"]
    assert [text for _, _, text in store.paragraphs.indexed_texts()] == [
        "HEADING\ntext of b",
        "HEADING\ntext of c",
    ]
    assert store.sources.get("/alone.txt") is None
    # Its hash is gone, so that the file is read again and gives `a` back.
    assert store.sources.get("/both.jsonl") == Source("/both.jsonl", "", ("b",))
    assert store.problems() == ()


def test_files_of_a_document(store: Store) -> None:
    with store.transaction():
        put(store, document("a", "one"))
        put(store, document("b", "two"))
        put_source(store, Source("/2.jsonl", "h", ("b", "a")))
        put_source(store, Source("/1.txt", "h", ("a",)))
        put_source(store, Source("/1.txt", "h2", ("a",)))
    assert store.sources.of("a") == ("/1.txt", "/2.jsonl")
    assert store.sources.get("/2.jsonl") == Source("/2.jsonl", "h", ("a", "b"))
    assert store.sources.get("/1.txt") == Source("/1.txt", "h2", ("a",))
    a, b = store.documents.summaries()
    assert (a.sources, b.sources) == (("/1.txt", "/2.jsonl"), ("/2.jsonl",))
    assert (a.doc_id, a.date, a.n_paragraphs) == ("a", "2009-07-13", 1)


def test_a_paragraph_without_its_document_is_a_problem(store: Store, path: Path) -> None:
    with store.transaction():
        put(store, document("a", "one"))
    with sqlite3.connect(path) as careless:
        careless.execute("DELETE FROM document")
    careless.close()
    assert store.problems() == ("row 1 of paragraph has no document",)


def test_a_transaction_that_fails_changes_nothing(store: Store) -> None:
    with store.transaction():
        put(store, document("a", "one"))
    with pytest.raises(KeyboardInterrupt), store.transaction():
        put(store, document("a", "changed"))
        put(store, document("b", "two"))
        store.raise_generation()
        raise KeyboardInterrupt
    assert store.counts() == (1, 1)
    assert store.paragraphs.of("a")[0].text == "one"
    assert store.generation == 0
    with store.transaction():
        assert store.raise_generation() == 1


def test_readers_see_the_state_before_until_all_is_written(store: Store, path: Path) -> None:
    with store.transaction():
        put(store, document("a", "one"))
    reader = Store(path)
    with store.transaction():
        put(store, document("b", "two"))
        store.raise_generation()
        assert (reader.counts(), reader.generation) == ((1, 1), 0)
    with reader.transaction(write=False):
        assert (reader.counts(), reader.generation) == ((2, 2), 1)
        with store.transaction():
            store.documents.delete(["a", "b"])
        assert reader.counts() == (2, 2), "a reader keeps the state it began with"
        with reader.transaction(write=False):
            assert reader.counts() == (2, 2)
    assert reader.counts() == (0, 0)
    reader.close()


def test_a_full_disk_is_told_and_changes_nothing(store: Store, path: Path) -> None:
    with store.transaction():
        put(store, document("a", "one"))
    (n_pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count = {n_pages + 2}")
    with pytest.raises(LibraryError) as caught, store.transaction():
        store.vectors.put("m", ((bytes([n]), b"x" * 3000) for n in range(50)))
    assert not isinstance(caught.value, LibraryDamaged)
    assert store.counts() == (1, 1)
    assert store.problems() == ()
    store.connection.execute("PRAGMA max_page_count = 1000000")
    with store.transaction():
        put(store, document("b", "two"))
    assert str(path) in str(caught.value)
    assert "database or disk is full" in str(caught.value)


def test_a_database_that_may_not_be_written(store: Store) -> None:
    store.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(LibraryError, match=r"library\.sqlite3: .*readonly"), store.transaction():
        put(store, document("a", "one"))
    assert store.counts() == (0, 0)


@pytest.mark.parametrize("content", [b"A text, and no database at all. " * 50, b"", b"SQLite fo"])
def test_a_file_that_is_no_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(LibraryDamaged, match=r"library\.sqlite3: "):
        Store(path)


@pytest.mark.parametrize("version", [0, 999])
def test_a_database_of_another_version(store: Store, path: Path, version: int) -> None:
    store.connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(LibraryDamaged, match=rf"{path}: .*schema {version}; .*knows up to"):
        Store(path)


def test_a_file_that_was_being_read_has_no_content_yet(store: Store) -> None:
    with store.transaction():
        put(store, document("a", "one"))
        store.sources.begin("/half.jsonl")
        store.sources.link("a", "/half.jsonl")
    assert store.sources.get("/half.jsonl") == Source("/half.jsonl", "", ("a",))


def test_a_document_leaves_with_its_last_file(store: Store) -> None:
    with store.transaction():
        put(store, document("a", "one"))
        for path in ("/1.txt", "/2.txt"):
            put_source(store, Source(path, "h", ("a",)))
        assert not store.sources.unlink("a", "/1.txt")
        assert store.sources.unlink("a", "/2.txt")
    assert store.counts() == (0, 0)


def test_keys_of_removed_paragraphs_are_remembered_and_never_given_again(store: Store) -> None:
    store.paragraphs.track_removed()
    with store.transaction():
        put(store, document("a", "one", "two"))
        before = store.paragraphs.last_key()
        put(store, document("a", "three"))
        store.documents.delete(["a"])
        put(store, document("b", "four"))
        assert store.paragraphs.take_removed() == [1, 2, 3]
    assert store.paragraphs.take_removed() == []
    assert store.paragraphs.keys() == {4}
    assert (before, store.paragraphs.last_key(), store.paragraphs.existing([1, 4])) == (2, 4, {4})


def test_a_missing_database_is_not_made_by_looking(path: Path) -> None:
    with pytest.raises(LibraryError, match=r"library\.sqlite3: .*cannot be opened"):
        Store(path)
    assert not path.exists()


def test_a_folder_with_signs_of_a_web_address(tmp_path: Path) -> None:
    folder = tmp_path / "a #?% ü&mode=ro"
    folder.mkdir()
    Store(folder / "library.sqlite3", create=True).close()
    assert [file.name for file in folder.iterdir()] == ["library.sqlite3"]


def test_paragraphs_by_key(store: Store) -> None:
    with store.transaction():
        put(store, document("a", "one", "two"))
        put(store, document("b", "three"))
    keys = {text: key for key, _, text in store.paragraphs.indexed_texts()}
    two, three = keys["HEADING\ntwo"], keys["HEADING\nthree"]
    found = store.paragraphs.by_key([three, two, 999])
    assert {key: p.text for key, p in found.items()} == {two: "two", three: "three"}
    ((number, _),) = [each for each in store.documents.all() if each[1].doc_id == "b"]
    assert store.paragraphs.keys_of({number}) == [three]
    assert store.paragraphs.by_key([]) == {}
