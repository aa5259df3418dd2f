"""Any text with numbered paragraphs: regulations, judgments, resolutions, memoranda.

A text without numbers is kept too: blank lines part its paragraphs, and their labels say
that they are positions (`u1`, `u2`).
"""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from index.errors import NotADocument
from index.formats.blocks import cut, label_blocks
from index.formats.case_name import case_name, is_court
from index.formats.lines import Line, ends_sentence, numbered_lines
from index.formats.numbering import find_starts
from index.model import Document, ParsedDocument

__all__ = ["parse_numbered_text"]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<d1>\d{{1,2}})\s+(?P<m1>{_MONTH}),?\s+(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}}),\s+(?P<y2>\d{{4}}))\b"
)
# The document's own date, rather than one of those that it mentions above its text.
_DATED = re.compile(
    r"^\s*(?:\w+ )?(?:made|dated?|adopted|delivered|issued|signed|published)\b:?[^\n]*?"
    rf"{_DATE.pattern}",
    re.IGNORECASE | re.MULTILINE,
)
_SOURCE_NOTE = re.compile(r"\s*Source:\s+")
# A line that is a place and a date, as published telegrams and letters begin with.
_DATELINE = re.compile(rf"\s*[A-Z][\w .'’-]*,\s+(?:{_DATE.pattern})(?:,.{{0,20}})?\s*\Z")
# A name alone at the end: one to four words, each with a capital letter.
_SIGNATURE = re.compile(r"(?:[A-Z][\w.'’-]*\s?){1,4}\Z")
_TITLE_LINES, _TITLE_CHARACTERS = 4, 300
_LEAD_LINES = 40  # where title, source note and date are looked for


def parse_numbered_text(text: str, path: Path) -> ParsedDocument:
    """Read a text.

    The first block is its title if it is short and not a sentence, and a paragraph too if none
    is numbered; of a judgment the title is the case, and the first block metadata, `court`. A
    source note and a line of place and date above the first numbered paragraph become metadata;
    other blocks above it are paragraphs without a number.

    Args:
        text: Its text.
        path: The file it is from; its name without the suffix is the document's id.

    Raises:
        NotADocument: There is a title, but no text.
    """
    lines = numbered_lines(text)
    starts = find_starts(lines)
    lead = lines[: min(next(iter(starts), len(lines)), _LEAD_LINES)]
    notes = _source_notes(lead)
    metadata = {"source_note": " ".join(lead[i].text.strip() for i in notes)} if notes else {}
    metadata = {name: _SOURCE_NOTE.sub("", value) for name, value in metadata.items()}
    datelines = [i for i, line in enumerate(lead) if _DATELINE.match(line.text)]
    if datelines:
        metadata["dateline"] = lead[datelines[0]].text.strip()
    named = _title(lead, {*notes, *datelines})
    if all(line.blank or index in named for index, line in enumerate(lines)):
        named = []  # the only paragraph is no title
    # Where nothing is numbered, a title and a first paragraph look alike: it is both.
    taken = {*notes, *datelines[:1], *(named if starts else [])}
    kept = [index for index in range(len(lines)) if index not in taken]
    place = {index: new for new, index in enumerate(kept)}
    blocks = cut([lines[index] for index in kept], {place[i]: s for i, s in starts.items()})
    if not blocks:
        raise NotADocument(f"{path}: holds a title but no paragraphs")
    last = next(line for line in reversed(lines) if not line.blank)
    if starts and not last.mark and not blocks[-1].label and _SIGNATURE.match(blocks[-1].text):
        metadata["signed"] = blocks[-1].text
    title = " ".join(lead[index].text.strip() for index in named)
    if case := case_name([line.text for line in lead] if starts else ()):
        metadata |= {"court": title} if is_court(title) else {}
        title = case
    document = Document(
        doc_id=path.stem,
        title=title,
        date=_iso_date(metadata.get("dateline", "\n".join(line.text for line in lead))),
        source=str(path),
        format="text",
        metadata=metadata,
    )
    return ParsedDocument(document, label_blocks(blocks, document.doc_id))


def _source_notes(lead: Sequence[Line]) -> list[int]:
    """Indexes of the lines of an editor's note `Source: …`, up to a blank or a date line."""
    begin = next((i for i, line in enumerate(lead) if _SOURCE_NOTE.match(line.text)), len(lead))
    end = begin
    while end < len(lead) and not lead[end].blank and not _DATELINE.match(lead[end].text):
        end += 1
    return list(range(begin, end))


def _title(lead: Sequence[Line], others: set[int]) -> list[int]:
    """Indexes of the lines of the title; empty where the text begins with a sentence."""
    begin = next((i for i, line in enumerate(lead) if not line.blank), len(lead))
    end = begin
    while end < len(lead) and not lead[end].blank and end not in others:
        end += 1
    words = " ".join(line.text.strip() for line in lead[begin:end])
    if end - begin > _TITLE_LINES or len(words) > _TITLE_CHARACTERS or ends_sentence(words):
        return []
    return list(range(begin, end))


def _iso_date(text: str) -> str | None:
    """The first date in a text, as ISO 8601; None where it states none."""
    match = _DATED.search(text) or _DATE.search(text)
    if match is None:
        return None
    stated = match["iso"]
    if not stated:
        day, month, year = (match[f"{part}1"] or match[f"{part}2"] for part in "dmy")
        stated = f"{year}-{_MONTHS.index(month.title()) + 1:02d}-{int(day):02d}"
    try:
        return date.fromisoformat(stated).isoformat()
    except ValueError:  # the 31st of June
        return None
