"""The words that deny something: in a question, in a sentence that answers it, in a model's."""

import re

__all__ = ["NEGATION", "negates"]

NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nobody|nothing|without|cannot|except|unlike|hardly"
    r"|refus\w+|lack\w*|fail\w*)\b|n['’]t\b",
    re.IGNORECASE,
)


def negates(text: str) -> bool:
    """Whether a text denies something."""
    return bool(NEGATION.search(text))
