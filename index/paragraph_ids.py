"""One word for a paragraph, as the files of retrieval evaluations need it.

Their fields are separated by white space, and ids may hold some. So an id is percent-encoded
(RFC 3986, UTF-8) except for visible ASCII characters other than `%`. What stands for a
paragraph is its document's id, `#` and its label; a `#` in a document's id is encoded too,
so that the first `#` ends it: `frus1977-80v15_d107#3`, `Y.%20A.%20Tittle%20(00e8b9)#7#2`.
"""

import string
from urllib.parse import quote, unquote

__all__ = ["READABLE", "parse_trec_id", "read_trec_id", "trec_id"]

READABLE = string.punctuation.replace("%", "")
"""Punctuation that is not encoded."""
_READABLE_IN_DOC_ID = READABLE.replace("#", "")


def trec_id(doc_id: str, paragraph: str) -> str:
    """What stands for a paragraph in a run file."""
    return f"{quote(doc_id, safe=_READABLE_IN_DOC_ID)}#{quote(paragraph, safe=READABLE)}"


def parse_trec_id(text: str) -> tuple[str, str]:
    """The document's id and the paragraph's label that `trec_id` was given.

    Raises:
        ValueError: There is no `#` in the text.
    """
    doc_id, separator, paragraph = text.partition("#")
    if not separator:
        raise ValueError(f"{text!r} names no paragraph: there is no # in it")
    return unquote(doc_id), unquote(paragraph)


def read_trec_id(text: str) -> tuple[str, str]:
    """As `parse_trec_id`, for files of other programs: their documents are often not divided.

    Returns:
        The document's id and the paragraph's label; the label `1` where there is no `#`.
    """
    return parse_trec_id(text if "#" in text else f"{text}#1")
