"""The formats of question sets, a module each; `eval.questions` tells which a file is in."""

__all__: list[str] = []
