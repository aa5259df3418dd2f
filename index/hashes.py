"""The hashes by which a library knows what it has already, and whether it is damaged."""

import hashlib
import json
import zlib
from pathlib import Path
from typing import BinaryIO

from index.model import ParsedDocument
from index.parsers import Reading

__all__ = ["checksum", "content_hash", "file_hash", "text_hash"]


def checksum(path: Path) -> int:
    """CRC-32 of a file's content, by which damage is found: no secret, but quick to compute.

    Raises:
        OSError: The file cannot be read.
    """
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc


def file_hash(stream: BinaryIO, reading: Reading) -> str:
    """Hash of a file's content and of how it is read."""
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    columns = sorted((reading.columns or {}).items())
    digest.update(json.dumps([reading.format, columns]).encode())
    return digest.hexdigest()


def content_hash(parsed: ParsedDocument) -> bytes:
    """Hash of all that a document says; not of where it was read from, on which lines, nor how.

    A text that says the same as Markdown and as a plain file is one document with two sources.
    """
    document = parsed.document
    said = (
        (document.title, document.date, sorted(document.metadata.items())),
        [(p.paragraph, p.heading, p.marking, p.text) for p in parsed.paragraphs],
    )
    return hashlib.sha256(json.dumps(said).encode()).digest()


def text_hash(text: str) -> bytes:
    """Hash of a text, by which its vectors are kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
