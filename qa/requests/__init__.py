"""Requests that are no questions: summarise, list, show, compare, “the second one”.

`forms` tells them by their form, `doing` does them, with quotes as questions are answered; what is
not possible is said in a sentence. `naming` finds the documents that they name.
"""

from qa.requests.doing import answer_request
from qa.requests.forms import Request, parse_request

__all__ = ["Request", "answer_request", "parse_request"]
