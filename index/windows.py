"""Cutting a text into pieces that fit an encoder's window."""

from collections.abc import Sequence
from typing import Any

from index.sentences import sentence_spans

__all__ = ["cut_windows", "tokenized_windows"]


def cut_windows(text: str, tokens: Sequence[tuple[int, int]], room: int) -> tuple[str, ...]:
    """Pieces of at most `room` tokens, between sentences where one ends in the piece's second half.

    Args:
        text: The text.
        tokens: (start, end) offsets of its tokens.
        room: How many tokens a piece may have.
    """
    if len(tokens) <= room:
        return (text,)
    ends = {end for _, end in sentence_spans(text)}
    pieces: list[str] = []
    first = begin = 0
    while first < len(tokens):
        last = min(first + room, len(tokens))
        if last < len(tokens):
            sentence = (
                at for at in range(last, first + room // 2, -1) if tokens[at - 1][1] in ends
            )
            word = (at for at in range(last, first, -1) if tokens[at][0] > tokens[at - 1][1])
            last = next(sentence, None) or next(word, last)
        end = tokens[last][0] if last < len(tokens) else len(text)
        pieces.append(text[begin:end].strip())
        first, begin = last, end
    return tuple(pieces)


def tokenized_windows(tokenizer: Any, texts: Sequence[str], room: int) -> list[tuple[str, ...]]:
    """Pieces of each text, as `cut_windows` cuts them.

    Args:
        tokenizer: A fast one of transformers.
        texts: The texts.
        room: How many tokens a piece may have.
    """
    tokenized = tokenizer(
        list(texts),
        add_special_tokens=False,
        return_offsets_mapping=True,
        truncation=False,
        verbose=False,
    )
    offsets: list[list[tuple[int, int]]] = tokenized["offset_mapping"]
    return [cut_windows(text, spans, room) for text, spans in zip(texts, offsets, strict=True)]
