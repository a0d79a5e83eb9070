"""Port of the vision-language models that answer for the agent roles."""

from typing import Protocol

from msgspec import Struct

from pb_core.roles.briefs import Brief


class Usage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a call consumed; ``cost_micros`` in millionths of a US dollar. ``None`` means not reported."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_micros: int | None = None


class ImagePart(Struct, frozen=True, kw_only=True):
    """A picture shown to the model."""

    media_type: str
    data: bytes


class VlmRequest(Struct, frozen=True, kw_only=True):
    """One question to a model.

    ``schema`` is the JSON Schema (as JSON text) that the answer must satisfy. ``brief`` is the typed
    value that ``prompt`` was rendered from: an engine without a language model answers from it.
    """

    role: str
    system: str
    prompt: str
    schema: bytes
    brief: Brief
    images: tuple[ImagePart, ...] = ()
    temperature: float = 0.2
    max_output_tokens: int = 16_384


class VlmReply(Struct, frozen=True, kw_only=True):
    """The model's answer as JSON text, not yet validated, and what it cost."""

    text: str
    usage: Usage = Usage()


class VlmEngine(Protocol):
    """A model that answers roles.

    Duties: ``complete`` makes exactly one upstream call and never retries a call that may have been
    billed. It never returns an empty or shortened answer: a refusal, a cut reply and an empty one
    raise ``EngineRefused`` or ``BadAnswer``, an outage ``EngineUnavailable``, a limit
    ``EngineThrottled``, a lost answer ``OutcomeUnknown``. Cancellation stops the call and leaves no
    task behind. Instances are safe to call concurrently. Errors never carry credentials.
    """

    @property
    def provider(self) -> str:
        """The provider's name as requests spell it, for example ``gemini`` or ``offline``."""

    @property
    def model(self) -> str:
        """The model's name; it stands in every step record."""

    @property
    def sees_images(self) -> bool:
        """Whether ``VlmRequest.images`` reach the model; pictures sent to a blind engine raise ``EngineRefused``."""

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request."""
