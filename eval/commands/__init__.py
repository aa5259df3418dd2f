"""The commands `pincite eval …`, a module each; `eval.command` puts them together."""

__all__: list[str] = []
