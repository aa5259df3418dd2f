"""Documents to numbered paragraphs to vectors, kept in a library on disk.

This package alone touches files and stores. It never imports `qa`, `ui` or `eval`.
"""

from index.errors import PinciteError
from index.library import Library
from index.model import Document, Mark, Paragraph

__all__ = ["Document", "Library", "Mark", "Paragraph", "PinciteError"]
