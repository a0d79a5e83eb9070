"""Port of the language models that see: one typed question, one answer in JSON; and what a call may cost."""

from collections.abc import Callable
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from pb_core.domain.billing import Usage
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import HeardIntent
from pb_core.domain.questions import Brief, PlanForm, PlotPlanBrief


@runtime_checkable
class Priced(Protocol):
    """An engine whose calls cost money. Wrappers of engines pass ``estimate`` on with the function of that name."""

    def estimate(self, request: object, /) -> int:
        """What the call for this request costs at most, in micros."""


def estimate(engine: object, request: object) -> int:
    """What an engine's call costs at most in micros: 0 for an engine that is not ``Priced``."""
    return engine.estimate(request) if isinstance(engine, Priced) else 0


@runtime_checkable
class RuleBased(Protocol):
    """An engine that answers from the typed brief by rules: asked twice, it says the same."""

    rule_based: bool


def is_rule_based(engine: object) -> bool:
    """Whether an engine says of itself that it is no model."""
    return isinstance(engine, RuleBased) and engine.rule_based


@runtime_checkable
class FormedPlanner(Protocol):
    """An engine that says in which form it is asked for the plan of a diagram; wrappers of engines pass it on."""

    plan_form: PlanForm


def plan_form(engine: object) -> PlanForm:
    """The form that an engine asks for: one question where it says nothing."""
    return engine.plan_form if isinstance(engine, FormedPlanner) else PlanForm.ONE


@runtime_checkable
class Preflight(Protocol):
    """An engine without a model, which can tell before a plot is charged for that it would refuse it."""

    def preflight(self, brief: PlotPlanBrief, check: Callable[[PlotSpec, HeardIntent], None], /) -> None:
        """Plan as ``complete`` would and hold the specification, and what was heard, against ``check``; in a thread.

        Raises ``InvalidRequest`` with the sentence that ``complete``, or the check of its answer, would fail with.
        """


PORT_VERSION = 2
"""Rises when adapters that kept every duty before no longer do."""


Effort = Literal["none", "low", "medium", "high"]
"""How much a model that thinks shall think before it answers."""


class ImagePart(Struct, frozen=True, kw_only=True):
    """A picture shown to the model."""

    media_type: str
    data: bytes


class VlmRequest(Struct, frozen=True, kw_only=True):
    """One question to a model.

    ``schema`` is the JSON Schema (as JSON text) that the answer must satisfy. ``brief`` is the typed
    value that ``prompt`` was rendered from: an engine without a language model answers from it. ``effort`` is for
    models that take one; ``None`` leaves it to the engine.
    """

    role: str
    system: str
    prompt: str
    schema: bytes
    brief: Brief
    images: tuple[ImagePart, ...] = ()
    temperature: float = 0.2
    max_output_tokens: int = 16_384
    effort: Effort | None = None


class VlmReply(Struct, frozen=True, kw_only=True):
    """The model's answer as JSON text, not yet validated, and what it cost."""

    text: str
    usage: Usage = Usage()


class VlmEngine(Protocol):
    """A model that answers roles.

    Duties: ``complete`` makes exactly one upstream call and repeats nothing; whoever wraps an engine
    retries (only errors that are retryable and certainly not billed). It never returns an empty or
    shortened answer. System, prompt, schema and pictures reach the model whole; the request is left as it
    was. A time limit of the engine's own bounds the whole exchange. Errors are leaves of ``EngineError``: a
    refusal is ``EngineRefused``, a safety block ``ContentBlocked``, a reply cut by a length limit
    ``CutAnswer``, one without content ``EmptyAnswer``, another unusable one ``BadAnswer``, an outage
    ``EngineUnavailable``, a limit ``EngineThrottled`` or, for the day, ``EngineExhausted``, a wrong key or
    model ``EngineMisconfigured``, an empty account ``OutOfFunds``, a field that the provider rejects
    ``RequestRejected``, a lost answer ``OutcomeUnknown``. Cancellation stops the call and leaves no task
    behind. Instances are safe to call concurrently. Errors never carry credentials.
    """

    @property
    def provider(self) -> str:
        """The provider's name as requests spell it, for example ``gemini`` or ``offline``."""

    @property
    def model(self) -> str:
        """The model's name; it stands in every step record."""

    @property
    def sees_images(self) -> bool:
        """Whether ``VlmRequest.images`` reach the model; pictures sent to a blind engine raise ``BlindEngine``."""

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request."""
