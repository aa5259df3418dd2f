"""The short form, by which Pincite itself cites."""

from qa.citing.reference import Reference

__all__ = ["short"]


def short(reference: Reference) -> str:
    """The document's id and the paragraph: `09ASTANA1161 ¶7`."""
    return f"{reference.doc_id} {reference.place}".rstrip()
