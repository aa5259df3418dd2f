"""What an empty chat suggests to ask, made of what the library holds."""

from collections import Counter

from index import Library
from qa.words import is_person, names

__all__ = ["suggestions"]

# Of more documents than these the list is not read, as the page begins with this.
_MOST_DOCUMENTS = 10_000
# So many documents are looked at, spread over the library, and so many of their paragraphs.
_N_DOCUMENTS = 3
_N_PARAGRAPHS = 40


def suggestions(library: Library) -> tuple[str, ...]:
    """A few things to ask, the same as long as the library holds the same.

    None of an empty library, or a very large one.

    Each is one that the library has something for, whatever its documents are about.
    """
    if library.n_documents > _MOST_DOCUMENTS:
        return ()
    documents = library.documents()
    if not documents:
        return ()
    step = max(1, len(documents) // _N_DOCUMENTS)
    looked_at = documents[::step][:_N_DOCUMENTS]
    named = (_most_named(library, each.doc_id) for each in looked_at)
    about = (f"List the paragraphs about {name}" for name in named if name)
    return (*dict.fromkeys(about), f"Summarise {looked_at[0].doc_id}")


def _most_named(library: Library, doc_id: str) -> str:
    """The name of two words that a document has most often, rather a person's; empty for none."""
    named: Counter[str] = Counter()
    paragraphs = library.paragraphs(doc_id)
    numbered = [each for each in paragraphs if each.numbered]
    for paragraph in (numbered or paragraphs)[:_N_PARAGRAPHS]:
        for name in names(paragraph.text):
            if name.sure and len(name.text.split()) == 2 and name.text.replace(" ", "").isalpha():
                named[name.text] += 1 + is_person(name)
    return named.most_common(1)[0][0] if named else ""
