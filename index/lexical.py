"""The tantivy index: BM25 over English word stems.

Questions never reach tantivy's query parser: their words are taken apart here and looked
up as plain terms, so no character of a question is syntax.
"""

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.layout import is_writable

if TYPE_CHECKING:
    import tantivy

__all__ = ["LexicalIndex", "word_stems"]

_ANALYZER = "stems"
_LONGEST_WORD = 80
_HEAP_BYTES = 64_000_000
_STAMP = 0  # key of the entry that says which generation this is; paragraphs count from 1


@cache
def _analyzer(*, stop_words: bool) -> "tantivy.TextAnalyzer":
    import tantivy

    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    if stop_words:
        builder = builder.filter(tantivy.Filter.stopword("english"))
    return builder.filter(tantivy.Filter.stemmer("english")).build()


def word_stems(text: str) -> list[str]:
    """The stems that a question is searched by, in order; stop words are left out."""
    return list(_analyzer(stop_words=True).analyze(text))


@contextmanager
def _panics_caught() -> Iterator[None]:
    """What tantivy's Rust gives up on is no subclass of Exception: it becomes a ValueError."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(f"the word index is damaged ({error})") from error


class LexicalIndex:
    """Paragraphs by their words, in a folder that one process at a time may write.

    An instance sees the state that was there when it was opened or refreshed last. That state
    carries the number of the library's generation that it was written for.
    """

    def __init__(self, index: "tantivy.Index") -> None:
        index.register_tokenizer(_ANALYZER, _analyzer(stop_words=False))
        self._index = index
        self.refresh()

    @classmethod
    def create(cls, folder: Path) -> "LexicalIndex":
        """Make an empty index of generation 0 in an empty folder."""
        import tantivy

        schema = (
            tantivy.SchemaBuilder()
            .add_unsigned_field("key", stored=True, fast=True, indexed=True)
            .add_unsigned_field("document", indexed=True)
            .add_unsigned_field("generation", stored=True)
            .add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
            .build()
        )
        made = cls(tantivy.Index(schema, path=str(folder)))
        made.write((), (), generation=0)
        return made

    @classmethod
    @_panics_caught()
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open an index.

        Raises:
            OSError, ValueError: It is missing or damaged.
        """
        import tantivy

        if is_writable(folder) or not folder.is_dir():
            return cls(tantivy.Index.open(str(folder)))
        # tantivy must lock a file beside those that it reads; links to them do as well.
        beside = Path(tempfile.mkdtemp(prefix="pincite-"))
        try:
            for path in folder.iterdir():
                if path.suffix != ".lock":
                    (beside / path.name).symlink_to(path.resolve())
            opened = cls(tantivy.Index.open(str(beside)))
        except BaseException:
            shutil.rmtree(beside)
            raise
        weakref.finalize(opened, shutil.rmtree, beside, ignore_errors=True)
        return opened

    def refresh(self) -> None:
        """See what has been written since."""
        self._index.reload()
        self._searcher = self._index.searcher()

    @_panics_caught()
    def write(
        self, added: Iterable[tuple[int, int, str]], removed: Sequence[int], *, generation: int
    ) -> None:
        """Add and remove paragraphs; all of it is seen by others at once.

        Args:
            added: Key of a paragraph, key of its document, and its searchable text.
            removed: Keys of paragraphs.
            generation: What the state is for.

        Raises:
            OSError, ValueError: The folder cannot be written, or another process writes it.
        """
        import tantivy

        schema = self._index.schema
        writer = self._index.writer(_HEAP_BYTES, num_threads=1)
        # A writer that was killed may have left files whose names are given again.
        writer.garbage_collect_files()
        writer.delete_documents_by_query(
            tantivy.Query.term_set_query(schema, "key", [_STAMP, *removed])
        )
        for key, document_key, text in added:
            document = tantivy.Document()
            document.add_unsigned("key", key)
            document.add_unsigned("document", document_key)
            document.add_text("text", text)
            writer.add_document(document)
        stamp = tantivy.Document()
        stamp.add_unsigned("key", _STAMP)
        stamp.add_unsigned("generation", generation)
        writer.add_document(stamp)
        writer.commit()
        writer.wait_merging_threads()
        self.refresh()

    @property
    @_panics_caught()
    def generation(self) -> int:
        """What the state is for.

        Raises:
            ValueError: It does not say.
        """
        import tantivy

        query = tantivy.Query.term_query(self._index.schema, "key", _STAMP)
        for _, address in self._searcher.search(query, 1).hits:
            return int(self._searcher.doc(address)["generation"][0])
        raise ValueError("the index does not say which generation it is for")

    @_panics_caught()
    def keys(self) -> set[int]:
        """Keys of all its paragraphs."""
        import tantivy

        if not self.n_paragraphs:
            return set()
        query, every = tantivy.Query.all_query(), self._searcher.num_docs
        addresses = [address for _, address in self._searcher.search(query, every).hits]
        found = self._searcher.fast_field_values("key", addresses)
        return {int(key) for key in found if key is not None} - {_STAMP}

    @property
    def n_paragraphs(self) -> int:
        """How many paragraphs it holds."""
        return int(self._searcher.num_docs) - 1  # the stamp is none

    @_panics_caught()
    def document_frequency(self, stem: str) -> int:
        """In how many paragraphs a stem occurs.

        Raises:
            OSError, ValueError: The index was damaged since it was opened.
        """
        return int(self._searcher.doc_freq("text", stem))

    @_panics_caught()
    def search(
        self, query: str, k: int, documents: Set[int] | None = None
    ) -> list[tuple[int, float]]:
        """The paragraphs that match best.

        Args:
            query: Any text; only its words count.
            k: How many paragraphs at most.
            documents: Keys of the documents to look in; None for all.

        Returns:
            Key and BM25 score (k1 = 1.2, b = 0.75, tantivy's own), best first; of equal ones
            the smaller key first. Empty where the query has no word but stop words.

        Raises:
            OSError, ValueError: The index was damaged since it was opened.
        """
        import tantivy

        stems = dict.fromkeys(word_stems(query))
        if not stems:
            return []
        terms = [
            (
                tantivy.Occur.Should,
                tantivy.Query.term_query(self._index.schema, "text", stem, "freq"),
            )
            for stem in stems
        ]
        wanted = tantivy.Query.boolean_query(terms)
        if documents is not None:
            among = tantivy.Query.term_set_query(self._index.schema, "document", list(documents))
            unscored = tantivy.Query.const_score_query(among, 0.0)
            wanted = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, unscored)]
            )
        found = self._searcher.search(wanted, k, count=False).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in found])
        hits = [
            (int(key), float(score))
            for key, (score, _) in zip(keys, found, strict=True)
            if key is not None
        ]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))
