"""The short form, by which Pincite itself cites."""

from index.model import citation_label
from qa.citing.reference import Reference

__all__ = ["short"]


def short(reference: Reference) -> str:
    """The document's id and the paragraph: `09ASTANA1161 ¶7`."""
    if not reference.paragraph:
        return reference.doc_id
    return citation_label(reference.doc_id, reference.paragraph)
