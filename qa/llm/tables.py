"""What a sentence says of a row of a table, and another row has."""

import re

from qa.lists import is_row

__all__ = ["off_row"]

_COLUMNS = re.compile(r" {3,}")


def off_row(sentence: str, source: str) -> tuple[str, ...]:
    """The cells that a sentence names beside another row's name than their own.

    Args:
        sentence: One sentence, without markers.
        source: What it cites; lines of it with columns, three blanks or more apart, are a table,
            the first of them its header, the first cell of each the row's name.

    Returns:
        The cells as they stand in the table; none where the sentence names no row.
    """
    lines = source.split("\n")
    table = [_COLUMNS.split(line.strip()) for line in lines if is_row(line)]
    said = sentence.casefold()
    own = [row for row in table[1:] if _stands(row[0], said)]
    if not own:
        return ()
    elsewhere = "\n".join(line for line in lines if not is_row(line)).casefold()
    known = {cell for row in (*own, *table[:1]) for cell in row}
    others = dict.fromkeys(cell for row in table[1:] if row not in own for cell in row[1:])
    return tuple(
        cell
        for cell in others
        if cell not in known and _stands(cell, said) and not _stands(cell, elsewhere)
    )


def _stands(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", text) is not None
