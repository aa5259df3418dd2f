"""The CSL-JSON record, which citation processors (Zotero, Pandoc) read.

Form: the schema `csl-data.json` of the Citation Style Language 1.0.2: an array of items.
"""

import json

from qa.citing.reference import Reference
from qa.citing.short import short

__all__ = ["csl_json"]


def csl_json(reference: Reference) -> str:
    """An array of one item: a `report` for a cable, a `legal_case`, else a `document`."""
    kind = "report" if reference.cable else "legal_case" if reference.court else "document"
    item: dict[str, object] = {"id": short(reference), "type": kind}
    if reference.cable:
        item["genre"] = "Cable"
    if reference.court:
        item["authority"] = reference.court
    if reference.author and reference.author != reference.court:
        # One name, which is not to be taken apart: a post, or as the document states it.
        item["author"] = [{"literal": reference.author}]
    if reference.title:
        item["title"] = reference.title
    if reference.day:
        item["issued"] = {"date-parts": [list(reference.day)]}
    elif reference.date:
        item["issued"] = {"literal": reference.date}
    item["number"] = reference.doc_id
    if reference.place:
        item["note"] = reference.place
    return json.dumps([item], ensure_ascii=False, indent=2)
