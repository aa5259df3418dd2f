"""Conversations: questions that lean on the turns before them.

`session` keeps the turns, `resolution` puts a question into words that stand alone, by the words of
the turns and no language model.
"""

from qa.conversation.model import Turn, Understood
from qa.conversation.resolution import understand
from qa.conversation.session import Conversation

__all__ = ["Conversation", "Turn", "Understood", "understand"]
