"""The Bluebook citation.

Form: The Bluebook: A Uniform System of Citation, rule 17 (unpublished sources), which has letters
as `Letter from A to B (date)`; rule 3.3 (paragraphs by their sign, after a blank); table T12 (the
months). Typefaces are left to the writer.
"""

from qa.citing.reference import Reference

__all__ = ["bluebook"]

_MONTHS = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June",
    "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip


def bluebook(reference: Reference) -> str:
    """A citation sentence.

    `Cable 09ASTANA1161 from U.S. Embassy Astana, TITLE, ¶ 7 (July 13, 2009).` A document
    that is no cable is cited by author, title and id.
    """
    begins = [reference.author, reference.title_to_go_on, reference.doc_id]
    if reference.cable:
        sender = f" from {reference.author}" if reference.author else ""
        begins = [f"Cable {reference.doc_id}{sender}", reference.title_to_go_on]
    parts = [*begins, reference.place_with("¶ ")]
    named = ", ".join(part for part in parts if part)
    return f"{named} ({reference.date_in_words(_MONTHS)})."
