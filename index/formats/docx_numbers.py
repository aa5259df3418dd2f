"""Writing a count as Word writes it: `3`, `03`, `c`, `IV`, `3rd`."""

from collections.abc import Callable, Mapping

__all__ = ["written"]

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 32_767  # Word counts no further


def written(count: int, form: str) -> str:
    """A count in one of the forms of ST_NumberFormat (ECMA-376 part 1, 17.18.59).

    Args:
        count: From 0.
        form: Such as `lowerRoman`. Forms that are not known are written as `decimal`.

    Returns:
        Empty for `none` and `bullet`.
    """
    return _FORMS.get(form, str)(min(max(count, 0), _MOST))


def _roman(count: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (count // value)
        count %= value
    return text


def _letters(count: int) -> str:
    """`a` to `z`, then `aa`, `bb`: Word repeats the letter."""
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count else ""


def _ordinal(count: int) -> str:
    if count % 100 in {11, 12, 13}:
        return f"{count}th"
    return f"{count}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(count % 10, 'th') }"


_FORMS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "ordinal": _ordinal,
    "bullet": lambda _: "",
    "none": lambda _: "",
}
