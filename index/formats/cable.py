"""US State Department telegrams of 1966 to 2010 as archives and web pages hold them.

A cable is read in three steps: its lines are sorted into header and body (`cable_lines`), the
header is read for its facts (`cable_header`), and the body is cut into its numbered
paragraphs. A file that holds many is parted by `cable_split` first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import NotADocument
from index.formats.blocks import cut, label_blocks
from index.formats.cable_fields import CABLE_ID, Classified, field_of, is_banner
from index.formats.cable_furniture import is_web_furniture
from index.formats.cable_lines import SortedLines, is_placeholder, sort_lines
from index.formats.cable_references import references as references_in
from index.formats.lines import Line, ends_sentence, is_row
from index.formats.numbering import CABLE, find_starts
from index.model import Document, Paragraph, ParsedDocument

__all__ = ["is_cable", "parse_cable", "parse_cable_parts"]

_SIGNATURE = re.compile(r"\s*(?=.{2,40}\Z)[A-Z][A-Z'’-]*\.?(?:[ -][A-Z][A-Z'’-]*\.?){0,3}\s*\Z")
_END_SIGN = re.compile(r"\s*#{1,4}\s*\Z")  # after a signature, or on the line under it
_NO_SIGNERS = """
SUMMARY COMMENT COMMENTS NOTE CONCLUSION BACKGROUND ACTION REQUEST END TEXT BEGIN ANNEX
UNQUOTE QUOTE TABLE LIST TRANSLATION CONTINUED NONE
MINIMIZE DRAFTED CLEARED APPROVED DECLASSIFY
"""
_NOT_A_SIGNER = frozenset(_NO_SIGNERS.split())
_LEFT_OUT = re.compile(r"\s*X{3,}\s*\Z")
_AFTER_SIGNATURE, _LONGEST_FURNITURE = 14, 60  # lines that a web page may add, characters
_CREATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2})?)?\Z")
_PAGE_CLASSIFICATION = re.compile(
    r"(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFFICIAL USE)(?://[A-Z/ ]+)?\Z"
)
_PAGE_ORIGIN = re.compile(
    r"(?:(?:Embassy|Consulate(?: General)?|Mission|Interests Section|US Delegation)\s+\S.*"
    r"|Secretary of State)\Z"
)
_PAGE_LABEL = re.compile(r"\A[A-Z][A-Za-z ]{1,20}:\s+(?=\S)")
_DRAFTED = re.compile(r"DRAFTED BY:?\s+(?P<name>\S.*)")
_APPROVED = re.compile(r"APPROVED BY:?\s+(?P<name>\S.*)")
_QUOTATION = re.compile(r"\b(QUOTE|UNQUOTE)\b")
_SIGNALS, _SAMPLE = 3, 400  # kinds of header line, lines


def is_cable(text: str) -> bool:
    """Whether a text has the header of a cable: at least three of its kinds of line."""
    kinds: set[str] = set()
    for line in text.split("\n", maxsplit=_SAMPLE)[:_SAMPLE]:
        found = field_of(line)
        if found and found[0] not in {"attention", "classified_by"}:
            kinds.add(found[0])
    telling = not kinds.isdisjoint({"subject", "tags", "classification"})
    return len(kinds) >= _SIGNALS and (telling or {"transmission", "from"} <= kinds)


def parse_cable(text: str, path: Path, *, first_line: int = 1) -> ParsedDocument:
    """Read one cable.

    Args:
        text: Its text.
        path: The file it is from; its name is the document's id where the cable states none.
        first_line: 1-based line of the file that the text begins with.

    Raises:
        NotADocument: No body follows the header.
    """
    sorted_lines = sort_lines(_lines(text, first_line))
    where = str(path) if first_line == 1 else f"{path}:{first_line}"
    return _document(sorted_lines, where, path, _Row())


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
    """Read one cable that an archive holds as a row, its header and its body apart.

    What the row states goes before what the header states. Only where both name the same
    references are the header's words kept, since they give each its letter.

    Args:
        doc_id: Id of the cable.
        date: ISO 8601 date; None or empty where the row states none.
        origin: Post it is from; may be empty.
        classification: Classification; may be empty.
        references: Ids of the cables it refers to, joined by `|`; may be empty.
        header: Text of the header; the body may begin with more of it.
        body: Text of the body.
        path: The file that holds the row.
        line: 1-based line of the file where the header begins; the body begins on the line
            where the header ends.

    Raises:
        NotADocument: The row holds no text.
    """
    header_lines = _lines(header, line)
    body_lines = _lines(body, line + header.count("\n"))
    sorted_lines = sort_lines([*header_lines, *body_lines], body_from=len(header_lines))
    row = _Row(doc_id, date or None, origin, classification, references)
    return _document(sorted_lines, f"{path}:{line}", path, row)


@dataclass(frozen=True, slots=True)
class _Row:
    """What the row of an archive states of a cable; empty where it states nothing."""

    doc_id: str = ""
    date: str | None = None
    origin: str = ""
    classification: str = ""
    references: str = ""


def _lines(text: str, first_line: int) -> list[Line]:
    """Lines of a text, without the backslashes that archives left at their ends."""
    return [
        Line(number, line.rstrip(" \t\r\\") if line.endswith(("\\", "\\\r")) else line)
        for number, line in enumerate(text.split("\n"), start=first_line)
    ]


def _document(parts: SortedLines, where: str, path: Path, row: _Row) -> ParsedDocument:
    """The document of the sorted lines of a cable."""
    body, signed = _take_signature(parts.body)
    starts = find_starts(_without_quoted(body), family=CABLE)
    blocks = cut(body, starts, hyphenated=parts.header.hyphenated)
    if not blocks:
        if not parts.header.metadata():
            raise NotADocument(
                f"{where}: has no header of a cable; leave out --format cable, or add a header "
                f"with FM, TO and SUBJECT:"
            )
        raise NotADocument(
            f"{where}: has the header of a cable but no text after it; add its text, or leave "
            f"it out"
        )
    facts = _page_facts(parts.page)
    doc_id = row.doc_id or facts.identifier or parts.header.cable_id or path.stem
    date = row.date or parts.header.date or facts.created
    paragraphs = label_blocks(blocks, doc_id)
    metadata = {**parts.header.metadata(), **facts.metadata}
    stated = {
        **_row_facts(row, metadata, doc_id, date),
        "signed": signed,
        "release": " ".join(" ".join(line.text for line in parts.stamps).split()),
        "body": _state_of(paragraphs),
    }
    metadata |= {name: value for name, value in stated.items() if value}
    if (suffix := CABLE_ID.match(doc_id)) and suffix["suffix"]:
        metadata.setdefault("correction", f"copy {suffix['suffix']}")
    document = Document(
        doc_id=doc_id,
        title=metadata.get("subject", ""),
        date=date,
        source=str(path),
        format="cable",
        metadata=metadata,
    )
    return ParsedDocument(document, paragraphs)


def _without_quoted(body: Sequence[Line]) -> list[Line]:
    """The body with the lines of quoted telegrams marked, so that no number begins them.

    Such a quotation begins under a line that ends with QUOTE, or with the classification
    line of what is quoted, and ends with UNQUOTE.
    """
    lines = list(body)
    begin: int | None = None
    for index, line in enumerate(body):
        for match in _QUOTATION.finditer(line.text):
            if match[1] == "QUOTE":
                rest = line.text[match.end() :]
                opens = not rest.strip(" :.") or Classified.of(rest)
                begin = index + 1 if opens else None
            elif begin is not None:
                lines[begin:index] = [Line(at.number, f"> {at.text}") for at in body[begin:index]]
                begin = None
    return lines


def _row_facts(
    row: _Row, metadata: Mapping[str, str], doc_id: str, date: str | None
) -> dict[str, str]:
    """The facts of a row that go before those of the header."""
    listed = " | ".join(filter(None, (part.strip() for part in row.references.split("|"))))
    of_row, of_header = (
        {found.doc_id for found in references_in(text, own_id=doc_id, date=date)}
        for text in (listed, metadata.get("references", ""))
    )
    return {
        "origin": row.origin,
        "classification": row.classification,
        "references": "" if of_row and of_row == of_header else listed,
    }


def _state_of(paragraphs: Sequence[Paragraph]) -> str:
    """What has become of a body: `unavailable`, `partial`, or empty where it is all there."""
    notes = [p for p in paragraphs if not p.numbered and is_placeholder(p.text)]
    if not notes:
        return ""
    return "unavailable" if len(notes) == len(paragraphs) else "partial"


def _take_signature(lines: Sequence[Line]) -> tuple[list[Line], str]:
    """The body without the signer's surname and what a web page adds after it, and the name.

    The signature is the last line of capitals near the end that stands alone or under the end
    of a sentence, with no sentence after it. Words after it stay in the body.
    """
    body = [line for line in lines if line.blank or not _END_SIGN.match(line.text)]
    while body and (body[-1].blank or is_web_furniture(body[-1].text) or _ends_page(body)):
        body.pop()
    signature: int | None = None
    for index in range(len(body) - 1, max(len(body) - _AFTER_SIGNATURE, 0), -1):
        text = _END_SIGN.sub("", body[index].text)
        if body[index].blank:
            continue
        if ends_sentence(text) or len(text) > _LONGEST_FURNITURE or text.strip()[:1].isdigit():
            break
        if _is_signer(text) and (body[index - 1].blank or ends_sentence(body[index - 1].text)):
            signature = index
            break
    if signature is None or any(is_row(line.text) for line in body[signature + 1 :]):
        return body, ""
    after = [line for line in body[signature + 1 :] if not is_web_furniture(line.text)]
    return [*body[:signature], *after], _END_SIGN.sub("", body[signature].text).strip()


def _ends_page(body: Sequence[Line]) -> bool:
    """Whether the last line is the classification at the foot of the last page."""
    return len(body) > 1 and is_banner(body[-1].text) and body[-2].blank


def _is_signer(text: str) -> bool:
    return (
        _SIGNATURE.match(text) is not None
        and _NOT_A_SIGNER.isdisjoint(text.split())
        and _LEFT_OUT.match(text) is None
    )


@dataclass(frozen=True, slots=True)
class _PageFacts:
    """What a web page states above the cable."""

    identifier: str | None
    created: str | None
    metadata: Mapping[str, str]


def _page_facts(lines: Sequence[Line]) -> _PageFacts:
    """Find identifier, date, classification, origin and drafters among the lines on top.

    Pages print them as `Origin: Embassy Astana` or as a row of names and a row of values, so
    each is known by its form.
    """
    values = [_PAGE_LABEL.sub("", line.text.strip()) for line in lines]

    def first(pattern: re.Pattern[str]) -> re.Match[str] | None:
        return next(filter(None, map(pattern.match, values)), None)

    identifier, created = first(CABLE_ID), first(_CREATED)
    facts = {"origin": first(_PAGE_ORIGIN), "classification": first(_PAGE_CLASSIFICATION)}
    names = {"drafted_by": first(_DRAFTED), "approved_by": first(_APPROVED)}
    metadata = {name: match[0] for name, match in facts.items() if match}
    metadata |= {name: " ".join(match["name"].split()) for name, match in names.items() if match}
    return _PageFacts(
        identifier=identifier[0] if identifier else None,
        created=created[1] if created else None,
        metadata=metadata,
    )
