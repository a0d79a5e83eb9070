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
    """The API key has fewer units left than are asked for (HTTP 403)."""


class QueueFull(CallerError):
    """The API key has as many tasks waiting as this server lets one have (HTTP 429)."""


class TooManyPanels(CallerError):
    """The API key has uploaded as many pictures as it may within a day (HTTP 429)."""


class NotFound(CallerError):
    """No such task, artifact or key for this caller (HTTP 404)."""


# --- a document's fault -------------------------------------------------------------------------


class UnreadablePdf(CallerError):
    """The bytes are not a PDF that can be read: damaged, encrypted, empty or past a limit."""


class UnreadablePanel(InvalidRequest):
    """A picture cannot be part of a composite: damaged, of another format or past a limit; the sentence names it."""


class NoTextLayer(UnreadablePdf):
    """The selected pages are pictures and the engine cannot see pictures."""


class GarbledText(UnreadablePdf):
    """The text of a PDF is not what its pages show: its fonts have no map from their shapes to letters."""


# --- an engine's fault --------------------------------------------------------------------------


class Billed(StrEnum):
    """Whether an upstream call may have cost money although it failed."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class EngineError(PaperBananaError):
    """A model or image engine failed.

    A class states its verdicts; an instance may state others, as keyword arguments.

    Args:
        message: One sentence that names the provider and what to do; never a key, a prompt or a URL's query.
        retryable: Whether the same call may succeed later.
        billed: Whether it may have cost money.
        retry_after: For how many seconds the engine asks to be left alone; ``None`` if it does not say.

    ``suspect`` says that the work may have broken its engine, or something that ran beside it may have.
    ``in_outage`` says of a call that took too long that calls are failing in a row, so that nothing is wrong with it.
    ``said`` is what the model said, where it may be read or shown to it again; it may quote a caller's text, so it
    stands in no message.
    """

    retryable: bool = False
    billed: Billed = Billed.UNKNOWN
    retry_after: float | None = None
    suspect: bool = False
    in_outage: bool = False
    said: str = ""

    def __init__(
        self,
        message: str = "",
        *,
        retryable: bool | None = None,
        billed: Billed | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        if retryable is not None:
            self.retryable = retryable
        if billed is not None:
            self.billed = billed
        if retry_after is not None:
            self.retry_after = retry_after


class EngineUnavailable(EngineError):
    """The engine could not be reached or broke down before doing any work."""

    retryable = True
    billed = Billed.NO


class JobFailed(EngineUnavailable):
    """A submitted job ended without a picture by the provider's own fault; the journal orders it once more."""

    retryable = False
    billed = Billed.UNKNOWN


class EngineThrottled(EngineError):
    """The engine asks to slow down."""

    retryable = True
    billed = Billed.NO


class EngineExhausted(EngineError):
    """An allowance of the account is used up for longer than a call can wait, for example until tomorrow."""

    billed = Billed.NO


class EngineMisconfigured(EngineError):
    """Wrong key, no permission, unknown model, or a feature that this account does not have."""

    billed = Billed.NO


class OutOfFunds(EngineError):
    """The provider's account has no money left for the call."""

    billed = Billed.NO


class RequestRejected(EngineError):
    """The provider says that a field of the request is wrong or too large; nothing was done."""

    billed = Billed.NO


class EngineRefused(EngineError):
    """The engine declines this content or this request for good, usually in words that were paid for."""

    billed = Billed.YES


class ContentBlocked(EngineRefused):
    """A safety filter stopped the prompt or the answer."""


class BlindEngine(EngineRefused):
    """The engine cannot see the pictures that it is shown; it is not asked."""

    billed = Billed.NO


class BadAnswer(EngineError):
    """The engine answered with something that is not the answer that was asked for."""

    billed = Billed.YES


class CutAnswer(BadAnswer):
    """A length limit cut the answer short."""


class EmptyAnswer(BadAnswer):
    """The engine answered without a candidate or with an empty one."""


class NoPicture(BadAnswer):
    """The engine answered without the picture that it was asked for, or the picture is gone."""


class UnreadablePicture(BadAnswer):
    """The picture is damaged, of another format than the known ones or past a limit."""


class InvalidSpec(BadAnswer):
    """A figure specification refers to things it does not define."""


class InvalidPatch(InvalidSpec):
    """An operation of a patch cannot be carried out; ``number`` counts from 1, ``operation`` is its name."""

    def __init__(self, why: str, *, number: int, operation: str) -> None:
        super().__init__(f"operation {number} ({operation}): {why}")
        self.why, self.number, self.operation = why, number, operation


class NotUnderstood(EngineError):
    """An instruction asks for something that the engine does not know; the sentence lists what it knows."""

    billed = Billed.NO


class OutcomeUnknown(EngineError):
    """The call was sent and its answer lost; the journal reissues the step once."""

    retryable = True


class TooSlow(OutcomeUnknown):
    """A server of one's own was at work and had not answered in time: asked later, it would take as long."""


class NothingToDraw(EngineError):
    """The source names nothing that a methodology figure could show."""

    billed = Billed.NO


class NotPlottable(EngineError):
    """What an intent asks of its data cannot be shown without a guess; the sentence says what would be needed."""

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


class TaskFailed(PaperBananaError):
    """A task ended without a figure; the sentence is the task's own, ``task_id`` its id."""

    def __init__(self, message: str = "", task_id: str = "") -> None:
        super().__init__(message)
        self.task_id = task_id


class Closed(PaperBananaError):
    """A thing was used after it was closed."""


class CapReached(PaperBananaError):
    """A spending cap of this server would be passed by the next call; what was drawn so far is kept."""


class CapBusy(CapReached):
    """The next call would pass a spending cap only if every call under way cost what is reserved for it."""


class DeadlinePassed(PaperBananaError):
    """The deadline of a task has come before the next step; what was drawn so far is kept."""


class StatisticsDisagree(PaperBananaError):
    """The drawing and the proof computed different statistics from one table; both values stand in the log."""


class LeaseLost(PaperBananaError):
    """Another worker holds the task or delivery now; the loser drops its work."""


class StepConflict(PaperBananaError):
    """A step is not under way, or its stored answer cannot be read by this version of the program."""


class StorageError(PaperBananaError):
    """The store is unusable: newer than this program, damaged or not writable."""


class RowRefused(StorageError):
    """A row breaks a rule of the store; it would do so again."""


class FolderInUse(StorageError):
    """Another program, or another part of this one, has the data folder open."""


class ArtifactMissing(PaperBananaError):
    """A content-addressed blob that a row points to is not there or is damaged."""


class NotificationFailed(PaperBananaError):
    """A webhook could not be sent; the sentence says why."""


class UnsafeUrl(InvalidRequest):
    """A URL is not absolute http(s), carries credentials or points at a private address."""
