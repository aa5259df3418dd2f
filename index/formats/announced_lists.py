"""Lists that a paragraph announces (`Participants:`), set under it as headings are set."""

import re
from collections.abc import Sequence

from index.formats.lines import Line, ends_sentence, is_item, is_rule

__all__ = ["is_listed"]

_ANNOUNCES = re.compile(r"(?::|\b(?:as follows|the following)\.?)[\s–—-]*\Z", re.IGNORECASE)
_SENTENCE_WORDS = 5  # fewer may be a name that ends with a full stop (`U.S.`)
_FULL_LINE = 40  # characters; a shorter one is not wrapped
_LONGEST_LIST = 100  # lines


def is_listed(lines: Sequence[Line], begin: int) -> bool:
    """Whether a part that reads like a heading goes on with a list that was announced.

    A heading is underlined, or one line (or two, if the first is full) that stands apart from
    the list: after a sentence, an item with a mark, or several lines in a row, or in capitals
    where the list is not. Other lines are entries of it, such as names.

    Args:
        lines: The paragraph, the part at its end.
        begin: Index of the part's first line; a blank one is before it.
    """
    part = lines[begin:]
    if is_rule(part[-1].text) or not _is_announced(lines[max(begin - _LONGEST_LIST, 0) : begin]):
        return False
    before = _last_part(lines, begin)
    if _ANNOUNCES.search(before[-1].text):
        return True
    written = [line.text for line in part if not is_rule(line.text)]
    last = before[-1].text
    if (ends_sentence(last) and len(last.split()) > 1) or any(
        is_item(line.text) for line in before if line is not lines[0]
    ):
        return False
    if _capitals(written) and not _capitals([line.text for line in before]):
        return len(written) > 1
    one_line = len(written) == 1 or len(written[0].strip()) >= _FULL_LINE
    return not (one_line and sum(not is_rule(line.text) for line in before) > 1)


def _is_announced(lines: Sequence[Line]) -> bool:
    """Whether a list is announced above, and no full sentence has stood since."""
    for line in reversed(lines):
        if _ANNOUNCES.search(line.text):
            return True
        if ends_sentence(line.text) and len(line.text.split()) >= _SENTENCE_WORDS:
            return False
    return False


def _last_part(lines: Sequence[Line], end: int) -> list[Line]:
    while end > 1 and lines[end - 1].blank:
        end -= 1
    begin = end - 1
    while begin > 0 and not lines[begin - 1].blank:
        begin -= 1
    return list(lines[begin:end])


def _capitals(texts: Sequence[str]) -> bool:
    return all(text.upper() == text for text in texts)
