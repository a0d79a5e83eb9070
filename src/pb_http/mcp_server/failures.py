"""Failures: what a model is told of them, and what it can do about each."""

from collections.abc import Iterator
from contextlib import contextmanager

from mcp.server.mcpserver.exceptions import ToolError

from paperbanana_client import (
    Forbidden,
    InvalidRequest,
    NotFound,
    PaperBananaError,
    ServerFault,
    TaskFailed,
    TooManyRequests,
    Unauthorized,
    Unreachable,
)

_ADVICE: dict[type[Exception], str] = {
    TaskFailed: "The unit is spent. Change what the sentence names before you call again.",
    InvalidRequest: "Nothing was charged. Change the arguments as the sentence says.",
    Unauthorized: "The user must set PAPERBANANA_API_KEY, or send a valid key as bearer.",
    Forbidden: "Calling again does not help: the operator of the server must raise the quota or enable the key.",
    NotFound: "Use a task_id that a tool of this server answered with, or list_tasks.",
    TooManyRequests: "Nothing was charged. Call again in a minute.",
    Unreachable: "The user must start the server, or correct --server.",
    ServerFault: "Call again in a minute; if it stays, the server's log says why.",
}


class Refusal(PaperBananaError):
    """The arguments cannot be used; the text says what to do."""


@contextmanager
def as_tool_errors() -> Iterator[None]:
    """Let what goes wrong reach the model as a tool error: the sentence, then what to do."""
    try:
        yield
    except PaperBananaError as error:
        advice = next((_ADVICE[kind] for kind in type(error).__mro__ if kind in _ADVICE), "")
        raise ToolError(f"{_sentence(str(error))} {advice}".strip()) from error
    except (ValueError, TypeError) as error:  # data that have no place in JSON
        raise ToolError(f"{_sentence(str(error))} {_ADVICE[InvalidRequest]}") from error


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
