"""US State Department telegrams as archives and web pages hold them.

A cable is read in three steps: its lines are sorted into header and body (the header comes
again at each section, pages break in mid-sentence, web pages add furniture), the header is
read for its facts, and the body is cut into its numbered paragraphs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import NotADocument
from index.formats.blocks import cut, label_blocks
from index.formats.cable_header import ADDRESSING, CABLE_ID, HeaderFields, field_of, opens_header
from index.formats.lines import Line, ends_sentence, numbered_lines
from index.formats.numbering import CABLE, find_starts
from index.model import Document, ParsedDocument

__all__ = ["is_cable", "parse_cable"]

_PAGE = re.compile(
    r"\s*(?:[A-Z][A-Z .'-]+\s+\d{8}\s+\d{3}(?:\.\d+)?\s+OF\s+\d{3}"
    r"|(?:[A-Z ]+\s+)?PAGE\s+\d{2}\s+(?:OF\s+\d{2}\s+)?[A-Z ]+\s+\d{5}.*)\s*\Z"
)
_FIRST_NUMBER = re.compile(r"\s*(?:¶\s?1\b|1[.)])(?:\s|\()")
_SIGNATURE = re.compile(r"\s*(?=.{2,40}\Z)[A-Z][A-Z'’-]*\.?(?:[ -][A-Z][A-Z'’-]*\.?){0,3}\s*\Z")
_NOT_A_SIGNER = frozenset(
    [
        "SUMMARY",
        "COMMENT",
        "NOTE",
        "CONCLUSION",
        "BACKGROUND",
        "ACTION",
        "REQUEST",
        "END",
        "TEXT",
        "BEGIN",
        "ANNEX",
    ]
)
_AFTER_SIGNATURE, _LONGEST_FURNITURE = 14, 60  # lines that a web page may add, characters
_FURNITURE = re.compile(
    r"\s*(?:share this\b.*|(?:facebook|twitter|bluesky|mastodon|reddit|e-?mail|print|[-|·,\s])+"
    r"|=+\s*CABLE ENDS\s*=+|N{4}|#\d{1,5})\s*\Z",
    re.IGNORECASE,
)
_CREATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2})?)?\Z")
_PAGE_CLASSIFICATION = re.compile(
    r"(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFFICIAL USE)(?://[A-Z/ ]+)?\Z"
)
_PAGE_ORIGIN = re.compile(
    r"(?:(?:Embassy|Consulate(?: General)?|Mission|Interests Section|US Delegation)\s+\S.*"
    r"|Secretary of State)\Z"
)
_PAGE_LABEL = re.compile(r"\A[A-Z][A-Za-z ]{1,20}:\s+(?=\S)")
_SIGNALS = 3


def is_cable(text: str) -> bool:
    """Whether a text has the header of a cable: at least three of its kinds of line."""
    kinds: set[str] = set()
    for line in text.split("\n", maxsplit=400)[:400]:
        found = field_of(line)
        if found and found[0] not in {"attention", "classified_by"}:
            kinds.add(found[0])
    return len(kinds) >= _SIGNALS and not kinds.isdisjoint({"subject", "tags", "classification"})


@dataclass(slots=True)
class _Sorted:
    """The lines of a cable, sorted."""

    header: HeaderFields = field(default_factory=HeaderFields)
    page: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)


def parse_cable(text: str, path: Path) -> ParsedDocument:
    """Read one cable.

    Args:
        text: Its text.
        path: The file it is from; its name is the document's id where the cable states none.

    Raises:
        NotADocument: No body follows the header.
    """
    parts = _sort_lines(numbered_lines(text))
    body, signed = _take_signature(parts.body)
    starts = find_starts(body, family=CABLE)
    old = re.search(r"^\s*E\.?\s?O\.?\s?11652", text, re.MULTILINE) is not None
    blocks = cut(body, starts, hyphenated=old)
    if not blocks:
        raise NotADocument(f"{path}: has the header of a cable but no text after it")
    facts = _page_facts(parts.page)
    metadata = {**parts.header.metadata(), **facts.metadata}
    if signed:
        metadata["signed"] = signed
    doc_id = facts.identifier or parts.header.cable_id or path.stem
    document = Document(
        doc_id=doc_id,
        title=metadata.get("subject", ""),
        date=parts.header.date or facts.created,
        source=str(path),
        format="cable",
        metadata=metadata,
    )
    return ParsedDocument(document, label_blocks(blocks, doc_id))


def _sort_lines(lines: Sequence[Line]) -> _Sorted:
    """Sort the lines into those of the web page before the header, the header's and the body's.

    A header is left at the first written line that neither begins a field nor goes on with
    one; a field goes on up to a blank line. Senders and addressees stand only between the
    transmission lines and the classification (a subject may wrap before `TO`).
    `Classified By: …` belongs to the header, but no fact holds its words, so the first stays
    in the body.
    """
    parts = _Sorted()
    begun, in_header, addressing, name = False, False, True, ""
    for line in lines:
        if _PAGE.match(line.text):
            continue
        found = field_of(line.text, addressing=addressing)
        opens = opens_header(line.text) and not parts.header.denies(line.text)
        if opens or (not begun and found and found[0] in {"subject", "tags"}):
            begun = in_header = True
        if not in_header:
            (parts.body if begun else parts.page).append(line)
        elif line.blank:
            name = ""
            parts.body.append(line)
        elif found or (name and _goes_on(parts.header, name, line.text)):
            name, rest = found or (name, line.text.strip())
            addressing = name in ADDRESSING
            first = parts.header.add(name, rest, begins=found is not None)
            if first and name == "classified_by":
                parts.body.append(line)
        else:
            in_header = False
            parts.body.append(line)
    return parts


def _goes_on(header: HeaderFields, name: str, text: str) -> bool:
    """Whether a line goes on with a field: it is no paragraph, nor new in a repeated heading."""
    return not _FIRST_NUMBER.match(text) and not header.goes_beyond(name, text)


def _take_signature(lines: Sequence[Line]) -> tuple[list[Line], str]:
    """The body without the signer's surname and what a web page adds after it, and the name.

    The signature is a line of capitals that stands alone near the end, with no sentence after
    it.
    """
    body = list(lines)
    while body and (body[-1].blank or _FURNITURE.match(body[-1].text)):
        body.pop()
    signature: int | None = None
    for index in range(len(body) - 1, max(len(body) - _AFTER_SIGNATURE, 0), -1):
        text = body[index].text
        if body[index].blank:
            continue
        if ends_sentence(text) or len(text) > _LONGEST_FURNITURE or text.strip()[:1].isdigit():
            break
        if not _SIGNATURE.match(text) or not _NOT_A_SIGNER.isdisjoint(text.split()):
            continue
        if body[index - 1].blank:
            signature = index
    if signature is None:
        return body, ""
    return body[:signature], body[signature].text.strip()


@dataclass(frozen=True, slots=True)
class _PageFacts:
    """What a web page states above the cable."""

    identifier: str | None
    created: str | None
    metadata: Mapping[str, str]


def _page_facts(lines: Sequence[Line]) -> _PageFacts:
    """Find identifier, date, classification and origin among the lines above the header.

    Pages print them as `Origin: Embassy Astana` or as a row of names and a row of values, so
    each is known by its form.
    """
    values = [_PAGE_LABEL.sub("", line.text.strip()) for line in lines]

    def first(pattern: re.Pattern[str]) -> re.Match[str] | None:
        return next(filter(None, map(pattern.match, values)), None)

    identifier, created = first(CABLE_ID), first(_CREATED)
    facts = {"origin": first(_PAGE_ORIGIN), "classification": first(_PAGE_CLASSIFICATION)}
    return _PageFacts(
        identifier=identifier[0] if identifier else None,
        created=created[1] if created else None,
        metadata={name: match[0] for name, match in facts.items() if match},
    )
