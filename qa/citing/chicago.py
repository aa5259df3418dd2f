"""The Chicago note.

Form: The Chicago Manual of Style, 17th edition, chapter 14 (notes and bibliography), as it has
unpublished documents: author, title in quotation marks, what it is and its number, date, place.
"""

from qa.citing.reference import Reference

__all__ = ["chicago"]

_INNER = str.maketrans({"“": "‘", "”": "’", '"': "'"})


def chicago(reference: Reference) -> str:
    """A full footnote.

    `U.S. Embassy Astana, “TITLE,” cable 09ASTANA1161, July 13, 2009, para. 7.` The title
    keeps its capitals. Quotation marks in it become single ones, and the comma after it stands
    inside of its own, both as the manual has it.
    """
    number = f"cable {reference.doc_id}" if reference.cable else reference.doc_id
    rest = [number, reference.date_in_words(), reference.place_with("para. ")]
    after = ", ".join(part for part in rest if part)
    title = f"“{reference.title_to_go_on.translate(_INNER)},” " if reference.title else ""
    author = f"{reference.author}, " if reference.author else ""
    return f"{author}{title}{after}".rstrip(".") + "."
