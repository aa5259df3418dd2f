"""What is encoded and indexed for a paragraph; nearly always its own words.

A few words, such as a signature, say nothing by themselves, so they are searched with the
title of their document before them. What is shown and quoted is the paragraph's text alone.
"""

from index.model import ParsedDocument

__all__ = ["encoded_text", "encoded_texts", "indexed_text"]

_FEW = 40  # characters


def encoded_text(text: str, *, title: str, signed: str) -> str:
    """What the encoder reads for a paragraph.

    Args:
        text: The paragraph's text.
        title: Its document's title; may be empty.
        signed: Its document's signature; may be empty.
    """
    if len(text) >= _FEW:
        return text
    return "\n".join(filter(None, (title, "Signed:" if text == signed else "", text)))


def encoded_texts(parsed: ParsedDocument) -> list[str]:
    """What the encoder reads for each paragraph of a document."""
    title, signed = parsed.document.title, parsed.document.metadata.get("signed", "")
    return [encoded_text(p.text, title=title, signed=signed) for p in parsed.paragraphs]


def indexed_text(text: str, *, heading: str, title: str, signed: str) -> str:
    """What the lexical index holds of a paragraph: its heading too."""
    return "\n".join(filter(None, (heading, encoded_text(text, title=title, signed=signed))))
