"""PDFs made to do harm, object by object."""

import zlib
from collections.abc import Sequence

DEPTH = 1_000_000
_FONTS = b"<</Font<</F 5 0 R>>>>"
_WORDS = b"BT /F 11 Tf 72 700 Td (1. Words.) Tj ET\n"
_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def nested_resources() -> bytes:
    """An array in an array, and so on, which is never closed."""
    return _page(_stream(_WORDS), resources=b"[" * DEPTH)


def nested_operands() -> bytes:
    """The same among what is drawn."""
    return _page(_stream(b"[" * DEPTH + _WORDS))


def pages_in_themselves() -> bytes:
    """A tree of pages whose branch is its own root."""
    return _file([_CATALOG, b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"])


def pages_too_deep(depth: int = 20_000) -> bytes:
    """A tree of pages that is one long branch."""
    node = b"<</Type/Pages/Count 1/Parent %d 0 R/Kids[%d 0 R]>>"
    branch = [node % (max(2, n - 1), n + 1) for n in range(2, depth)]
    return _file([_CATALOG, *branch, b"<</Type/Page/Parent %d 0 R>>" % (depth - 1)])


def swelling(n_bytes: int) -> bytes:
    """Blanks among what is drawn, packed twice: a thousand to one, and again."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(n_bytes // 1_000_000))
    twice = zlib.compress(packed + packer.flush(), 9)
    return _page(b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>" % len(twice) + _body(twice))


def drawn_for_ever() -> bytes:
    """A form that draws another ten times, which does the same: ten to the power of twenty."""
    drawing = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    forms = [_stream(b"/X Do " * 10, drawing % (n + 1)) for n in range(6, 26)]
    last = _stream(_WORDS, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources" + _FONTS)
    return _page(_stream(b"/X Do"), b"<</XObject<</X 6 0 R>>>>", [*forms, last])


def _page(contents: bytes, resources: bytes = _FONTS, more: Sequence[bytes] = ()) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>"
    return _file([_CATALOG, pages, page + resources + b">>", contents, font, *more])


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>" % (entries, len(packed)) + _body(packed)


def _body(data: bytes) -> bytes:
    return b"stream\n" + data + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    """A PDF of objects, numbered from 1; the first is its catalogue."""
    written = bytearray(b"%PDF-1.7\n")
    table = b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    size = len(objects) + 1
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return bytes(written) + b"xref\n0 %d\n" % size + table + trailer
