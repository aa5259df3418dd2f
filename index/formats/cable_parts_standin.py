"""STAND-IN, to be deleted with the line that imports it: a cable whose parts are apart."""

from dataclasses import replace
from pathlib import Path

from index.formats.cable import parse_cable
from index.model import ParsedDocument

__all__ = ["parse_cable_parts"]


def parse_cable_parts(
    *,
    doc_id: str,
    date: str | None,
    origin: str,
    classification: str,
    references: str,
    header: str,
    body: str,
    path: Path,
    line: int,
) -> ParsedDocument:
    """Read the joined parts as one text; what the row states goes before what the text states."""
    parsed = parse_cable(f"{header}\n\n{body}", path)
    stated = {"origin": origin, "classification": classification, "references": references}
    document = replace(
        parsed.document,
        doc_id=doc_id,
        date=date or parsed.document.date,
        metadata={**parsed.document.metadata, **{k: v for k, v in stated.items() if v}},
    )
    # The header, an empty line and the body; the body begins on the header's last line.
    shift = header.count("\n") + 2
    paragraphs = [
        replace(
            p,
            doc_id=doc_id,
            first_line=max(p.first_line - shift, 1) + line + header.count("\n") - 1,
            last_line=max(p.last_line - shift, 1) + line + header.count("\n") - 1,
        )
        for p in parsed.paragraphs
    ]
    return ParsedDocument(document, tuple(paragraphs))
