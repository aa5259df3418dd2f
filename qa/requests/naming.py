"""The documents that a request names: by their ids, or by what they are called."""

import re
from collections.abc import Collection

from index import Library
from index.errors import UnknownDocument
from index.lexical import word_stems
from qa.requests.forms import KINDS_OF_DOCUMENT

__all__ = ["document_named", "plain_name"]

_AROUND_AN_ID = re.compile(
    r"\A(?:the\s+)?(?:(?:cable|document)\s+)?(?=\S+(?:\s+(?:cable|telegram))?\Z)"
    r"|\s+(?:cable|telegram)\Z",
    re.IGNORECASE,
)
_KIND = re.compile(rf"\s+{KINDS_OF_DOCUMENT}\Z", re.IGNORECASE)
# An id that nothing but a document has: that of a cable.
_CABLE_ID = re.compile(r"\d\d[^\W\d_]+\d+(?:#\d+)?")


def plain_name(name: str) -> str:
    """A name without quotation marks and what a sentence puts after it."""
    return name.strip("“”\"'‘’,;:")


def document_named(library: Library, name: str, *, cited: Collection[str] = ()) -> str | None:
    """The id of the document of a name.

    Args:
        library: Holds it.
        name: Its id; or several words, such as `the harbour rules`, that are all in its id or its
            title, but for what it is: `the Lanternfish judgment`.
        cited: Ids of documents that were quoted before: one of them is meant where several are
            called so.

    Returns:
        None where no document is called so.

    Raises:
        UnknownDocument: It is the id of a cable that is not there, or several are called so.
    """
    name = plain_name(name)
    try:
        return library.document(_AROUND_AN_ID.sub("", name)).doc_id
    except UnknownDocument:
        if _CABLE_ID.fullmatch(_AROUND_AN_ID.sub("", name)):
            raise
    if len(name.split()) < 2:
        return None
    called = _called(library, name) or _called(library, _KIND.sub("", name))
    among = [doc_id for doc_id in called if doc_id in cited]
    if len(called) > 1 and len(among) == 1:
        return among[0]
    if len(called) > 1:
        shown = ", ".join(called[:5]) + (", …" if len(called) > 5 else "")
        raise UnknownDocument(f"several documents are called {name!r}: {shown}; name one by its id")
    return called[0] if called else None


def _called(library: Library, name: str) -> list[str]:
    """The ids of the documents whose id and title have all words of a name."""
    wanted = set(word_stems(name))
    return [
        each.doc_id
        for each in (library.documents() if wanted else ())
        if wanted <= set(word_stems(f"{re.sub(r'[-_.]', ' ', each.doc_id)} {each.title}"))
    ]
