"""The RIS record, which reference managers import.

Form: the RIS format specification of Research Information Systems (2001 and 2011): a tag of two
signs, two blanks, a hyphen and a blank on each line, from `TY` to `ER`.
"""

from qa.citing.reference import Reference
from qa.citing.short import short

__all__ = ["ris"]


def ris(reference: Reference) -> str:
    """A record of the kind `GOVDOC` for a cable, `CASE` for a judgment, else `GEN`.

    The court of a case is its publisher. Lines without a value are left out.
    """
    # The three parts of a date and what else there is of it, each after a slash.
    year, *rest = [f"{part:02}" for part in reference.day] or [""]
    date = "/".join([year.zfill(4), *rest, "", "", ""][:3]) + "/"
    fields = [
        ("AU", "" if reference.author == reference.court else reference.author),
        ("TI", reference.title),
        ("PY", year.zfill(4) if year else ""),
        ("DA", date if year else reference.date),
        ("PB", reference.court),
        ("M1", reference.doc_id),
        ("SP", reference.place),
        ("N1", short(reference)),
    ]
    kind = "GOVDOC" if reference.cable else "CASE" if reference.court else "GEN"
    lines = [f"{tag}  - {value}" for tag, value in [("TY", kind), *fields] if value]
    return "\n".join([*lines, "ER  - "])
