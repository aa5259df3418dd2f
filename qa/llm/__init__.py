"""Answers that a language model writes, each sentence checked against the paragraph it cites.

What a model says is a claim until it is checked; whatever goes wrong with it, the quotes remain.
"""
