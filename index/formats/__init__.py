"""The formats that documents come in, each read into numbered paragraphs.

A module owns one format, or a step that several share (`lines`, `numbering`, `blocks`). It
reads text that it is given and touches no file.
"""
