"""HTML: one file with its own style, which asks nothing of a network and runs no script.

Text of documents is data: the template is rendered with autoescaping and marks no value as safe.
"""

from qa.export.transcript import CLOSEST, Transcript
from qa.output import visible

__all__ = ["html"]


def html(transcript: Transcript) -> bytes:
    """The conversation as a page in UTF-8, with the footnotes at its end."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("qa.export"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    template = environment.get_template("conversation.html")
    page = template.render(entries=transcript.entries, closest=CLOSEST)
    return (page + "\n").encode()
