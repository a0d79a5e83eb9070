"""OpenAiCompatible: answers of the models behind any server that speaks OpenAI's chat completions."""

from functools import partial

import anyio.to_thread

from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.json_wire import documented, first_json, json_of
from pb_adapters.upstream.pictures import shown
from pb_core.domain.billing import Usage
from pb_core.errors import (
    BlindEngine,
    ContentBlocked,
    CutAnswer,
    EmptyAnswer,
    EngineRefused,
    RequestRejected,
)
from pb_core.ports.vlm import VlmReply, VlmRequest
from pb_openai_compatible.errors import failure_of, is_about_the_schema
from pb_openai_compatible.wire import Choice, Completion, Tokens, body_of

SLOW = Limits(text_seconds=600.0)
"""For models on a machine of one's own."""

_THOUGHTS_END = "</think>"


class OpenAiCompatible:
    """A model that reads text and, unless it is set up otherwise, pictures.

    A server that turns ``response_format`` down gets the schema in words from then on; the call that found it out
    fails with an error that may be retried, since an engine asks once per call.

    Args:
        upstream: The server; its base URL ends before ``/chat/completions``.
        model: The model's name.
        sees_images: Whether pictures reach it.
        limits: How long a call may take and how much of its answer is read.
    """

    provider = "openai-compatible"

    def __init__(self, upstream: Upstream, model: str, *, sees_images: bool = True, limits: Limits = SLOW) -> None:
        self.model, self.sees_images = model, sees_images
        self._upstream, self._limits = upstream, limits
        self._holds = True

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request with one chat completion."""
        if request.images and not self.sees_images:
            raise BlindEngine(f"{self.model} is set up as a model that sees no pictures.")
        is_held = self._holds
        pictures = await shown(request.images, limits=self._limits)
        body = await anyio.to_thread.run_sync(partial(body_of, self.model, request, pictures, is_held=is_held))
        answer = await self._upstream.exchange(
            "POST",
            "chat/completions",
            json=body,
            deadline=self._limits.text_seconds,
            max_bytes=self._limits.json_bytes,
        )
        if is_held and is_about_the_schema(answer):
            self._holds = False
            raise RequestRejected(
                f"{self._upstream.provider} does not take JSON Schemas; it gets them in words from now on.",
                retryable=True,
            )
        document = json_of(answer, self._upstream.provider)
        failure = failure_of(self._upstream, answer, document)
        if failure is not None:
            raise failure
        return self._reply(document)

    def _reply(self, document: object) -> VlmReply:
        provider = self._upstream.provider
        completion = documented(document, Completion, provider)
        if not completion.choices:
            raise EmptyAnswer(f"{provider} answered without a choice.")
        tokens = completion.usage or Tokens()
        usage = Usage(input_tokens=tokens.prompt_tokens, output_tokens=tokens.completion_tokens)
        return VlmReply(text=_text_of(completion.choices[0], provider), usage=usage)


def _text_of(choice: Choice, provider: str) -> str:
    """The JSON in the model's words, behind its thoughts and without fences."""
    if choice.finish_reason == "length":
        raise CutAnswer(f"{provider} cut the answer off: give the model a larger window, or ask for less.")
    if choice.finish_reason == "content_filter":
        raise ContentBlocked(f"{provider} blocked the answer.")
    text = (choice.message.content or "").rpartition(_THOUGHTS_END)[2].strip()
    if choice.message.refusal or (text and "{" not in text):
        raise EngineRefused(f"{provider}'s model answers in words and not in JSON: it declines to do this.")
    if not text:
        raise EmptyAnswer(f"{provider} answered without a word.")
    return first_json(text)
