"""Making documents, and counting their words without the help of the parsers."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from index.files import decode, read_bytes
from index.model import Paragraph, ParsedDocument
from index.parsers import parse

HEADER = """\
VZCZCXRO5250
OO RUEHAG RUEHAST RUEHBI
RUEHKW RUEHLA
DE RUEHTA #1161/01 1940206
ZNY CCCCC ZZH
O 130206Z JUL 09
FM AMEMBASSY ASTANA
TO RUEHC/SECSTATE WASHDC IMMEDIATE 5759
INFO RUCNCIS/CIS COLLECTIVE 1718
RUEHBJ/AMEMBASSY BEIJING 1085
C O N F I D E N T I A L ASTANA 001161

SIPDIS

STATE FOR SCA/CEN

E.O. 12958: DECL: 07/13/2019
TAGS: PHUM PREL
SUBJECT: A MEETING THAT HAS A SUBJECT LONG ENOUGH
TO WRAP
"""
SECTION = """\
C O N F I D E N T I A L SECTION 02 OF 02 ASTANA 001161

SIPDIS

STATE FOR SCA/CEN

E.O. 12958: DECL: 07/13/2019
TAGS: PHUM PREL
SUBJECT: A MEETING THAT HAS A SUBJECT LONG ENOUGH
TO WRAP
"""
PAGE = "ASTANA 00001161  002 OF 002"


def parsed(text: str, name: str = "file.txt", *, format: str = "auto") -> ParsedDocument:  # noqa: A002
    (document,) = parse(text, Path(name), format=format)
    return document


def parsed_file(path: Path) -> ParsedDocument:
    return parsed(decode(read_bytes(path), path).text, str(path))


def cable(body: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a cable with this body."""
    return parsed(f"{HEADER}\n{body}", format="cable").paragraphs


def text(body: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text that is no cable."""
    return parsed(body, format="text").paragraphs


def labels(paragraphs: Iterable[Paragraph]) -> list[str]:
    return [paragraph.paragraph for paragraph in paragraphs]


def words(*texts: str) -> Counter[str]:
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def words_kept(paragraphs: Iterable[Paragraph]) -> Counter[str]:
    """The words of paragraphs as their document prints them: with headings, labels, markings."""
    counted: Counter[str] = Counter()
    for p in paragraphs:
        printed = p.paragraph.split("#")[0] if p.numbered else ""
        entire = p.text.upper().startswith((f"({p.marking}—ENTIRE", f"{p.marking} - ENTIRE"))
        counted += words(p.heading, printed, "" if entire else p.marking, p.text)
    return counted


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def write_rules(path: Path, *paragraphs: str) -> Path:
    """A text whose paragraphs are numbered from 1."""
    body = "\n\n".join(f"{n}. {words}" for n, words in enumerate(paragraphs, 1))
    return write(path, f"RULES\n\n{body}\n")


def write_rows(path: Path, *rows: dict[str, object]) -> Path:
    return write(path, "".join(json.dumps(row) + "\n" for row in rows))


def row(doc_id: str, label: str, words: str) -> dict[str, object]:
    return {"doc_id": doc_id, "paragraph": label, "text": words}
