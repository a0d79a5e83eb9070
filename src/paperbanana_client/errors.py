"""What can go wrong, a class for what a program would do about it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperbanana_client.models import Task


class PaperBananaError(Exception):
    """Every error of this package; its text is one sentence."""


class Unreachable(PaperBananaError):
    """The server could not be reached, or broke off, and trying again did not help."""


class Refused(PaperBananaError):
    """The server answered with an error; ``status`` is its HTTP status, the text its own sentence."""

    def __init__(self, detail: str, status: int) -> None:
        super().__init__(detail)
        self.status = status


class Unauthorized(Refused):
    """401: the API key is missing, malformed or unknown."""


class Forbidden(Refused):
    """403: the key is disabled, or its quota is exhausted."""


class NotFound(Refused):
    """404: no such task, or it is another key's; or a picture that the task does not have."""


class InvalidRequest(Refused):
    """400, 413, 415 or 422: the request cannot be carried out as it is; the sentence says why. Nothing was charged."""


class TooManyRequests(Refused):
    """429: too many requests, or too many tasks of this key wait; nothing was charged."""


class ServerFault(Refused):
    """5xx: the server failed, or cannot take work now."""


class TaskFailed(PaperBananaError):
    """A task ended as failed, or was cancelled; ``task`` is what there is of it, the text its error."""

    def __init__(self, task: "Task") -> None:
        super().__init__(task.error or "The task failed")
        self.task = task


class StillRunning(PaperBananaError):
    """A task did not end in the time that was given for waiting; it goes on, and ``task`` can be waited for again."""

    def __init__(self, task: "Task", seconds: float) -> None:
        super().__init__(f"Task {task.id} has not ended after {seconds:g} seconds; it goes on: wait for it again")
        self.task = task


class ForgedWebhook(PaperBananaError):
    """A webhook is not signed with the secret, or is too old."""


_BY_STATUS: dict[int, type[Refused]] = {
    400: InvalidRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    413: InvalidRequest,
    415: InvalidRequest,
    422: InvalidRequest,
    429: TooManyRequests,
}
_SERVER_FAULTS = 500


def refusal(status: int, detail: str) -> Refused:
    """The error of an HTTP status."""
    kind = _BY_STATUS.get(status, ServerFault if status >= _SERVER_FAULTS else Refused)
    return kind(detail, status)
