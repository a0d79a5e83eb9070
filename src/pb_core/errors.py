"""The error tree: a leaf answers whether to retry, whose fault it is and whether it may have been billed."""

from enum import StrEnum


class PaperBananaError(Exception):
    """Root of every error this package raises; ``str(error)`` is one sentence fit for a caller."""


# --- the caller's fault -------------------------------------------------------------------------


class CallerError(PaperBananaError):
    """The request cannot be accepted as it is; nothing was charged or stored."""


class InvalidRequest(CallerError):
    """A field, a combination of fields or an input file breaks a rule of the reference (HTTP 422)."""


class IdempotencyMismatch(InvalidRequest):
    """The idempotency key was used before with another request (HTTP 422)."""


class KeyUnknown(CallerError):
    """No such API key (HTTP 401)."""


class KeyDisabled(CallerError):
    """The API key is switched off (HTTP 403)."""


class QuotaExhausted(CallerError):
    """The API key has no unit left (HTTP 403)."""


class NotFound(CallerError):
    """No such task, artifact or key for this caller (HTTP 404)."""


# --- a document's fault -------------------------------------------------------------------------


class UnreadablePdf(CallerError):
    """The bytes are not a PDF that can be read: damaged, encrypted, empty or past a limit."""


class UnreadablePanel(InvalidRequest):
    """A picture cannot be part of a composite: damaged, of another format or past a limit; the sentence names it."""


class NoTextLayer(UnreadablePdf):
    """The selected pages are pictures and the engine cannot see pictures."""


# --- an engine's fault --------------------------------------------------------------------------


class Billed(StrEnum):
    """Whether an upstream call may have cost money although it failed."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class EngineError(PaperBananaError):
    """A model or image engine failed.

    ``retryable``: the same call may succeed later. ``billed``: whether it may have cost money.
    """

    retryable = False
    billed = Billed.UNKNOWN


class EngineUnavailable(EngineError):
    """The engine could not be reached or broke down before doing any work."""

    retryable = True
    billed = Billed.NO


class EngineThrottled(EngineError):
    """The engine asks to slow down."""

    retryable = True
    billed = Billed.NO


class EngineRefused(EngineError):
    """The engine declines this content or this request for good."""

    billed = Billed.NO


class BadAnswer(EngineError):
    """The engine answered with something that is not the answer that was asked for."""

    billed = Billed.YES


class OutcomeUnknown(EngineError):
    """The call was sent and its answer lost."""

    retryable = True


class InvalidSpec(BadAnswer):
    """A figure specification refers to things it does not define."""


class NothingToDraw(EngineError):
    """The source names nothing that a methodology figure could show."""

    billed = Billed.NO


class CannotDraw(EngineError):
    """The specification cannot be drawn without breaking a geometry rule."""

    billed = Billed.NO


class Unfaithful(EngineError):
    """What a plot engine drew is not what the data says; its picture is thrown away."""

    billed = Billed.NO


class SourceGone(EngineError):
    """A source of a composite has lost its picture since it was submitted."""

    billed = Billed.NO


# --- ours ---------------------------------------------------------------------------------------


class LeaseLost(PaperBananaError):
    """Another worker holds the task or delivery now; the loser drops its work."""


class StepConflict(PaperBananaError):
    """A stored step has another request digest than the one asked for under its name."""


class StorageError(PaperBananaError):
    """The store is unusable: newer than this program, damaged or not writable."""


class ArtifactMissing(PaperBananaError):
    """A content-addressed blob that a row points to is not there or is damaged."""


class NotificationFailed(PaperBananaError):
    """A webhook could not be sent; the sentence says why."""


class UnsafeUrl(InvalidRequest):
    """A URL is not absolute http(s), carries credentials or points at a private address."""
