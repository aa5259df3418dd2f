"""Fitting a library's settings on a question set, with the honest figures of the fit.

`weights` fits how searches are put together, `threshold` when an answer is given, and `encoder`
trains what texts are compared by. What a fit
is said to bring is measured on questions that were held out of it (`folds`).
"""

__all__: list[str] = []
