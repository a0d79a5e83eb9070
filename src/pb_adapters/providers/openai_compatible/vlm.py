"""OpenAiCompatibleVlm: answers of whatever model a server of one's own serves, weak ones too."""

import logging
from collections.abc import Callable
from functools import partial

import anyio
import anyio.to_thread
import msgspec

from pb_adapters.providers.openai_compatible.dialect import Dialect, Held
from pb_adapters.providers.openai_compatible.errors import failure_of
from pb_adapters.providers.openai_compatible.replies import json_in, require_whole_question
from pb_adapters.providers.openai_compatible.wire import Body, body_of, characters_of
from pb_adapters.upstream.answer_watch import AnswerWatch, Progress
from pb_adapters.upstream.chat_completions import Completion, check, completion_of, documents_of, usage_of
from pb_adapters.upstream.exchange import Answer, Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.pictures import JPEG, PNG, shown
from pb_adapters.upstream.strict_answers import without_fillers
from pb_adapters.upstream.vlm_engines import RemoteVlm
from pb_core.application.model_catalog import ModelEntry, ModelKind, TokenPrice, question_bound
from pb_core.domain.questions import PlanForm
from pb_core.errors import BlindEngine, CutAnswer, OutcomeUnknown, TooSlow
from pb_core.ports.vlm import VlmReply, VlmRequest

log = logging.getLogger(__name__)

SLOW = Limits(text_seconds=600.0)
"""For models on a machine of one's own."""

MOST_TOKENS = 4_096
"""The longest answer where no other limit is set: fifteen tokens a second are usual without a graphics card."""


class OpenAiCompatibleVlm(RemoteVlm):
    """A model of a server that speaks OpenAI's chat completions.

    Args:
        upstream: The server.
        model: The model's name.
        limits: How long a call may take.
        dialect: What is known of how the server wants to be asked; shared by all engines of the model.
        sees_images: Whether pictures reach the model; what a server says of itself is not asked for.
        most_tokens: The longest answer, also where a role would allow more; ``None`` for what is usual.
        told: Is told how far a call has come.
        price: What tokens cost; nothing by default.
    """

    provider = "openai_compatible"
    plan_form = PlanForm.TWO

    def __init__(  # noqa: PLR0913 - what is set for such a model
        self,
        upstream: Upstream,
        model: str,
        limits: Limits | None = None,
        *,
        dialect: Dialect | None = None,
        sees_images: bool = True,
        most_tokens: int | None = None,
        told: Callable[[Progress], None] = lambda _: None,
        price: TokenPrice | None = None,
    ) -> None:
        super().__init__(upstream, model, limits or SLOW)
        if price is not None:
            self._entry = ModelEntry(provider=self.provider, model=model, kind=ModelKind.VLM, token_prices=(price,))
        self.sees_images = sees_images
        self._dialect, self._told = dialect or Dialect(), told
        self._most_tokens = most_tokens or MOST_TOKENS

    def estimate(self, request: VlmRequest) -> int:
        """What the call costs at most, in millionths of a US dollar; 0 without a price."""
        return question_bound(self._entry, self._limited(request)) if self._entry else 0

    def _limited(self, request: VlmRequest) -> VlmRequest:
        most = min(request.max_output_tokens, self._most_tokens)
        return msgspec.structs.replace(request, max_output_tokens=most)

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request with one chat completion."""
        if request.images and not self.sees_images:
            raise BlindEngine(f"{self.model} is set up as a model that sees no pictures.")
        request = self._limited(request)
        most = request.max_output_tokens
        pictures = await shown(request.images, media=(PNG, JPEG), limits=self._limits)
        sent = self._dialect.as_now()
        body = await anyio.to_thread.run_sync(partial(body_of, self.model, request, pictures, sent))
        completion = await self._asked(body, sent, AnswerWatch(most, self._told), most)
        provider = self._upstream.provider
        require_whole_question(completion, characters_of(body.messages), len(pictures), provider)
        text, is_bare = json_in(completion, request, provider)
        if sent.held is not Held.WORDS and not is_bare and not self._dialect.spells_schema:
            self._dialect.ignored_schema()
            log.warning(
                "%s does not hold %s to the schema of its answers: it is spelt out from now on", provider, self.model
            )
        if sent.held is Held.STRICT:
            text = without_fillers(text, request.schema)
        return self._reply(text, usage_of(completion))

    async def _asked(self, body: Body, sent: Dialect, watch: AnswerWatch, most: int) -> Completion:
        """The completion that the server streams, or sends at once."""
        provider, begun = self._upstream.provider, anyio.current_time()
        try:
            answer = await self._upstream.exchange(
                "POST",
                "chat/completions",
                json=await anyio.to_thread.run_sync(msgspec.json.encode, body),
                deadline=self._limits.text_seconds,
                max_bytes=self._limits.json_bytes,
                enough=watch,
            )
        except OutcomeUnknown:
            if anyio.current_time() - begun < self._limits.text_seconds:
                raise
            raise self._late(watch) from None
        if watch.stopped:
            raise self._cut(watch, "ran on without an end and was stopped")
        refused = self._dialect.learnt(answer, provider, sent, most, characters_of(body.messages))
        if refused is not None:
            log.info("%s", refused)
            raise refused
        return self._completion(answer)

    def _completion(self, answer: Answer) -> Completion:
        documents = documents_of(answer, self._upstream.provider)
        check(documents, lambda document: failure_of(self._upstream, answer, document, self.model))
        return completion_of(documents, self._upstream.provider)

    def _late(self, watch: AnswerWatch) -> CutAnswer | TooSlow:
        """What a call is that took as long as it may; asked again, a server may have kept what it has read."""
        seconds = f"{self._limits.text_seconds:g} seconds"
        if watch.words:
            return self._cut(watch, f"was not finished after {seconds}")
        return TooSlow(
            f"{self._upstream.provider} had not begun to answer after {seconds}: raise "
            "PAPERBANANA_VLM_TIMEOUT_SECONDS, shorten the source, or take a smaller model."
        )

    def _cut(self, watch: AnswerWatch, how: str) -> CutAnswer:
        error = CutAnswer(f"{self._upstream.provider}'s answer {how}; ask for less or take another model.")
        error.said = watch.words
        return error
