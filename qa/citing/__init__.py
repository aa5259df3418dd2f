"""References to a document or one paragraph of it, in the styles that writers need.

`qa.citing.reference` says what is referred to; each style is one function in a file of its own.
"""

from qa.citing.reference import Reference
from qa.citing.styles import STYLES, Style

__all__ = ["STYLES", "Reference", "Style"]
