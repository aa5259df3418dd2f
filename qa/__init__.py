"""Questions to ranked paragraphs to cited answers, and the command line.

Stands on `index`; never imports `ui` or `eval`.
"""

from qa.assistant import Assistant
from qa.conversation import Conversation
from qa.model import Answer, Citation, Hit

__all__ = ["Answer", "Assistant", "Citation", "Conversation", "Hit"]
