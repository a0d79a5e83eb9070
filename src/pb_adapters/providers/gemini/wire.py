"""Request and answer of ``models.generateContent``; source: https://ai.google.dev/api/generate-content.

Members that no engine of ours needs are left out; unknown ones in answers are passed over.
"""

from msgspec import UNSET, Raw, Struct, UnsetType


class _Wire(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What all objects of the wire share."""


class Blob(_Wire, frozen=True):
    """Bytes in base64; what an answer says of their type may be wrong."""

    mime_type: str = ""
    data: str = ""


class Part(_Wire, frozen=True):
    """A piece of a turn: text or a picture. A ``thought`` is a sketch on the way to the answer."""

    text: str | None = None
    inline_data: Blob | None = None
    thought: bool | None = None


class Content(_Wire, frozen=True):
    """A turn; the answer's may lack its parts."""

    role: str | UnsetType = UNSET
    parts: tuple[Part, ...] | None = None


# --- request ------------------------------------------------------------------------------------


class ThinkingConfig(_Wire, frozen=True):
    """How much to think: a level (Gemini 3) or a budget of tokens (Gemini 2.5), never both."""

    thinking_level: str | None = None
    thinking_budget: int | None = None


class ImageConfig(_Wire, frozen=True):
    """Ratio and size of a picture, as plain strings; without a ratio the model chooses."""

    aspect_ratio: str | None = None
    image_size: str | None = None


class GenerationConfig(_Wire, frozen=True):
    """How to answer; ``max_output_tokens`` counts the thoughts too."""

    temperature: float | None = None
    max_output_tokens: int | None = None
    response_mime_type: str | None = None
    response_json_schema: Raw | UnsetType = UNSET
    response_modalities: tuple[str, ...] = ()
    image_config: ImageConfig | None = None
    thinking_config: ThinkingConfig | None = None


class Request(_Wire, frozen=True):
    """The whole body."""

    contents: tuple[Content, ...]
    generation_config: GenerationConfig
    system_instruction: Content | None = None


# --- answer -------------------------------------------------------------------------------------


class Candidate(_Wire, frozen=True):
    """One answer; it may have a reason to end and no content."""

    content: Content | None = None
    finish_reason: str | None = None
    finish_message: str | None = None


class PromptFeedback(_Wire, frozen=True):
    """Why the prompt was not answered."""

    block_reason: str | None = None
    block_reason_message: str | None = None


class UsageMetadata(_Wire, frozen=True):
    """Tokens; what would be 0 is left out."""

    prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    thoughts_token_count: int | None = None


class Response(_Wire, frozen=True):
    """The whole answer; the candidates may be missing."""

    candidates: tuple[Candidate, ...] | None = None
    prompt_feedback: PromptFeedback | None = None
    usage_metadata: UsageMetadata | None = None


# --- error --------------------------------------------------------------------------------------


class Violation(_Wire, frozen=True):
    """A quota that was passed, named for example ``GenerateRequestsPerDayPerProjectPerModel``."""

    quota_id: str = ""
    quota_value: str = ""


class Detail(_Wire, frozen=True):
    """``ErrorInfo`` (reason), ``QuotaFailure`` (violations) or ``RetryInfo`` (retryDelay, for example ``34.4s``)."""

    reason: str = ""
    violations: tuple[Violation, ...] = ()
    retry_delay: str = ""


class Status(_Wire, frozen=True):
    """What went wrong."""

    message: str = ""
    status: str = ""
    details: tuple[Detail, ...] = ()


class Failure(_Wire, frozen=True):
    """The body of an error."""

    error: Status = Status()
