"""The tantivy index: BM25 over English word stems.

Questions never reach tantivy's query parser: their words are taken apart here and looked
up as plain terms, so no character of a question is syntax.
"""

from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy

__all__ = ["LexicalIndex", "word_stems"]

_ANALYZER = "stems"
_LONGEST_WORD = 80
_HEAP_BYTES = 64_000_000


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


class LexicalIndex:
    """Paragraphs by their words."""

    def __init__(self, index: "tantivy.Index") -> None:
        index.register_tokenizer(_ANALYZER, _analyzer(stop_words=False))
        self._index = index
        self._searcher = index.searcher()

    @classmethod
    def build(cls, folder: Path, rows: Iterable[tuple[int, int, str]]) -> None:
        """Make an index.

        Args:
            folder: An empty folder to make it in.
            rows: Key of a paragraph, key of its document, and its searchable text.
        """
        import tantivy

        schema = (
            tantivy.SchemaBuilder()
            .add_unsigned_field("key", stored=True, fast=True)
            .add_unsigned_field("document", indexed=True)
            .add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
            .build()
        )
        index = tantivy.Index(schema, path=str(folder))
        index.register_tokenizer(_ANALYZER, _analyzer(stop_words=False))
        writer = index.writer(_HEAP_BYTES, num_threads=1)
        for key, document_key, text in rows:
            document = tantivy.Document()
            document.add_unsigned("key", key)
            document.add_unsigned("document", document_key)
            document.add_text("text", text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open an index.

        Raises:
            OSError, ValueError: It is missing or damaged.
        """
        import tantivy

        return cls(tantivy.Index.open(str(folder)))

    @property
    def n_paragraphs(self) -> int:
        """How many paragraphs it holds."""
        return int(self._searcher.num_docs)

    def document_frequency(self, stem: str) -> int:
        """In how many paragraphs a stem occurs."""
        return int(self._searcher.doc_freq("text", stem))

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
