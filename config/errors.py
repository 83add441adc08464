"""The exception tree: one sentence for the user, and what to do next."""

from __future__ import annotations


class NewsdeskError(Exception):
    """Anything Newsdesk refuses or fails to do.

    Args:
        message: one clear sentence that names the item concerned.
        hint: what the user can do next; empty where there is nothing.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class SettingsError(NewsdeskError):
    """A setting, from the file, the environment or the command line, is not usable."""


class LibraryError(NewsdeskError):
    """The library cannot be opened, read or written."""


class LibraryBusyError(LibraryError):
    """Another process is writing to the library."""


class NoRoomError(LibraryError):
    """The disk is full."""


class EmptyLibraryError(LibraryError):
    """There is nothing in the library that could be asked."""


class MaterialError(NewsdeskError):
    """What was piped in to be asked about is no article."""


class ModelError(NewsdeskError):
    """An embedding model cannot be found, verified, prepared or run."""


class ModelMismatchError(ModelError):
    """The library was filled by another model than the one configured."""


class ClusterError(NewsdeskError):
    """A cluster that was to embed cannot be reached, or failed."""


class ArticleNotFoundError(NewsdeskError):
    """No article, or no such version of it, has the id asked for."""


class ConversationNotFoundError(NewsdeskError):
    """No conversation, or more than one, has the id asked for."""


class ConversationBusyError(NewsdeskError):
    """A conversation is asked while this very thread has left its last answer half read."""


class FeedbackNotFoundError(NewsdeskError):
    """No feedback has the id asked for."""


class FeedError(NewsdeskError):
    """An address cannot be followed, or is not followed, or is already."""


class QuestionError(NewsdeskError):
    """A question that cannot be put: empty, or far too long."""


class QueueFullError(NewsdeskError):
    """As many questions as may are waiting to be answered."""


class RefusedError(NewsdeskError):
    """One item of an ingest is refused; the rest goes on.

    Args:
        item: the file, or the file and line, refused.
        reason: why, as a sentence fragment a report can show.
    """

    def __init__(self, item: str, reason: str, hint: str = "") -> None:
        super().__init__(f"{item}: {reason}", hint)
        self.item = item
        self.reason = reason
