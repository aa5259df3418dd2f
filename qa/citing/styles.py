"""The styles by name."""

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from qa.citing.bibtex import bibtex
from qa.citing.bluebook import bluebook
from qa.citing.chicago import chicago
from qa.citing.csl_json import csl_json
from qa.citing.reference import Reference
from qa.citing.ris import ris
from qa.citing.short import short

__all__ = ["STYLES", "Style"]

Style = Literal["short", "chicago", "bluebook", "ris", "csl-json", "bibtex"]

STYLES: Mapping[Style, Callable[[Reference], str]] = dict(
    zip(get_args(Style), (short, chicago, bluebook, ris, csl_json, bibtex), strict=True)
)
