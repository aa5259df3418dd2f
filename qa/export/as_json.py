"""JSON: the objects of `pincite ask`, each citation with its reference."""

import json as json_library

from qa.export.transcript import Entry, Transcript
from qa.output import answer_json, citation_json

__all__ = ["json"]


def json(transcript: Transcript) -> bytes:
    """The conversation as one object, `{"answers": […]}`, in UTF-8."""
    value = {"answers": [_entry(entry) for entry in transcript.entries]}
    return (json_library.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _entry(entry: Entry) -> dict[str, object]:
    citations = [
        citation_json(note.citation) | {"note": note.number, "reference": note.reference}
        for note in entry.notes
    ]
    return answer_json(entry.answer) | {"citations": citations}
