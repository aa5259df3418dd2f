"""The parts of a DOCX file: a ZIP archive of XML, read with care.

A part is read only as far as any document is long, and none may declare entities, so that a
file made to swell stays small. Of a document only the parts that hold words or numbers are
read; pictures never are.
"""

import io
import lzma
import posixpath
import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, XMLParser

from index.errors import UnreadableFile

__all__ = ["Package"]

_MAX_BYTES = 100_000_000  # of a part, unpacked; the text of some 10,000 pages
# What zipfile raises for archives that are cut short, garbled, or packed in unknown ways.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_WORDS = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
_PREFIXES = {
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc_",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m_",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m_",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r_",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r_",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
}


class Package:
    """A DOCX file, opened.

    The names of elements and attributes lose their namespaces: those of WordprocessingML are
    bare (`p`, `val`), others have a prefix (`mc_Choice`, `m_t`, `r_id`).

    Args:
        data: The content of the file.
        path: Where it came from, for messages.

    Raises:
        UnreadableFile: It is no DOCX file, encrypted or damaged.
    """

    def __init__(self, data: bytes, path: Path) -> None:
        self._path = path
        if not data.startswith(b"PK"):
            raise UnreadableFile(f"{path}: {_other_kind(data)}")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._names = set(self._archive.namelist())
        except _DAMAGED as error:
            raise UnreadableFile(self._damaged("its archive cannot be opened")) from error
        main = self._related("", "officeDocument")
        if main is None:
            raise UnreadableFile(
                f"{path}: holds no Word document; open it in the program that made it and save "
                f"it as .docx"
            )
        self._main = main

    def main(self) -> Element:
        """The document itself."""
        return self._part(self._main)

    def related(self, kind: str) -> Element | None:
        """A part that the document refers to, such as `styles`; None where it has none."""
        name = self._related(self._main, kind)
        return None if name is None else self._part(name)

    def _related(self, source: str, kind: str) -> str | None:
        """Name of the part of a kind that `source` refers to."""
        folder, file = posixpath.split(source)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations not in self._names:
            return None
        for relation in self._part(relations):
            if relation.get("Type", "").endswith(f"/{kind}"):
                target = posixpath.join("/", folder, relation.get("Target", ""))
                name = posixpath.normpath(target).lstrip("/")
                return name if name in self._names else None
        return None

    def _part(self, name: str) -> Element:
        try:
            with self._archive.open(name) as part:
                content = part.read(_MAX_BYTES + 1)
        except _DAMAGED as error:
            raise UnreadableFile(self._damaged(f"{name} cannot be unpacked")) from error
        if len(content) > _MAX_BYTES:
            raise UnreadableFile(
                f"{self._path}: {name} unpacks to more than {_MAX_BYTES // 1_000_000} MB, more "
                f"than a document has; split the document"
            )
        # Word never writes a document type; entities, which can swell, are declared in one.
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise UnreadableFile(
                f"{self._path}: {name} declares a document type, which no Word document does; "
                f"do not trust the file"
            )
        parser = XMLParser()  # noqa: S314 - entities are refused above
        try:
            parser.feed(content)
            root: Element = parser.close()
        except (ParseError, LookupError, ValueError) as error:
            raise UnreadableFile(self._damaged(f"{name} is not XML ({error})")) from error
        _drop_namespaces(root)
        return root

    def _damaged(self, how: str) -> str:
        return f"{self._path}: is damaged: {how}; open it in Word, which may repair it, and save it"


def _drop_namespaces(root: Element) -> None:
    for element in root.iter():
        element.tag = _bare(element.tag)
        if any("}" in name for name in element.keys()):  # noqa: SIM118 - an Element is no dict
            attributes = {_bare(name): value for name, value in element.items()}
            element.attrib.clear()
            element.attrib.update(attributes)


def _bare(name: str) -> str:
    space, bracket, local = name.rpartition("}")
    if not bracket or space[1:] in _WORDS:
        return local
    return _PREFIXES.get(space[1:], "other_") + local


def _other_kind(data: bytes) -> str:
    """What a file is that is no ZIP archive, and what to do."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return "is not a DOCX file or is damaged; open it in Word and save it as .docx"
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "is encrypted; open it in Word with its password and save it without one"
    return (
        "is a Word 97 document, not DOCX; convert it, for example with "
        "`soffice --headless --convert-to docx FILE`"
    )
