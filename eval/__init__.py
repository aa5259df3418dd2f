"""Question sets to rankings to measures.

Stands on `qa` and `index`; never imports `ui`. Everything is imported from its module, as
in `from eval.evaluate import evaluate`, and nothing from the package itself, whose name is
that of a built-in function.
"""

__all__: list[str] = []
