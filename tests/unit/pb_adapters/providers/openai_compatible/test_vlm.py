"""OpenAiCompatibleVlm against the dialects of the servers, and against answers word by word."""

import anyio
import msgspec
import pytest
from msgspec.structs import replace

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import SEER, THINKER, WINDOW, WRITER
from pb_adapters.fakes.scripted_faults import saying
from pb_adapters.providers.openai_compatible.address import openai_upstream
from pb_adapters.providers.openai_compatible.dialect import Dialect, Held
from pb_adapters.providers.openai_compatible.vlm import MOST_TOKENS, OpenAiCompatibleVlm
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.guard import Limits
from pb_core.application.model_catalog import TokenPrice
from pb_core.application.roles.vision import question
from pb_core.domain.questions import Plan
from pb_core.domain.questions.vision_probe import token_of
from pb_core.errors import (
    BlindEngine,
    CutAnswer,
    EngineMisconfigured,
    OutcomeUnknown,
    RequestRejected,
)
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.memory.vlm import sample_requests
from scripted_wire import Reply, Wire

SERVERS = ("ollama", "vllm", "llamacpp", "lmstudio")
NAME = "openai_compatible"
PATH = "/v1/chat/completions"
LESSONS = 2
"""What is to be learnt of a server as strict as OpenAI, a refusal each."""


def planner(prompt: str = "Plan it.") -> VlmRequest:
    return replace(sample_requests()["planner"][0], prompt=prompt)


def engine(
    fakes: FakeProviders, pool: UpstreamPool, server: str, model: str = WRITER, dialect: Dialect | None = None
) -> OpenAiCompatibleVlm:
    url = "/".join(filter(None, (fakes.base_url(NAME), server, "v1")))
    upstream = openai_upstream(pool, key=fakes.key, base_url=url)
    return OpenAiCompatibleVlm(upstream, model, dialect=dialect or Dialect())


@pytest.mark.parametrize("model", [WRITER, THINKER])
@pytest.mark.parametrize("server", SERVERS)
async def test_every_server_is_asked_in_a_way_that_it_takes_at_once(
    fake_providers: FakeProviders, pool: UpstreamPool, server: str, model: str
) -> None:
    reply = await engine(fake_providers, pool, server, model).complete(planner())
    assert msgspec.json.decode(reply.text, type=Plan)
    (call,) = fake_providers.calls(NAME)
    assert (call.notes, call.rejected) == ((), None)
    assert reply.usage.input_tokens == call.tally.input_tokens


async def test_a_server_as_strict_as_openai_is_learnt_by_its_refusals(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    asked = engine(fake_providers, pool, "")
    for _ in range(LESSONS):
        with pytest.raises(RequestRejected) as caught:
            await asked.complete(planner())
        assert caught.value.retryable
    assert msgspec.json.decode((await asked.complete(planner())).text, type=Plan)


async def test_of_first_calls_at_once_each_may_be_made_again(fake_providers: FakeProviders, pool: UpstreamPool) -> None:
    asked = engine(fake_providers, pool, "")
    refused: list[list[bool]] = []

    async def ask() -> None:
        refusals: list[bool] = []
        refused.append(refusals)
        while True:
            try:
                await asked.complete(planner())
            except RequestRejected as error:
                refusals.append(error.retryable)
                assert len(refusals) <= LESSONS
            else:
                return

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(ask)
    assert all(all(refusals) for refusals in refused)
    assert sum(map(len, refused)) >= LESSONS
    assert (await asked.complete(planner())).text


async def test_a_window_that_counts_the_answer_gets_a_shorter_one(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    asked = engine(fake_providers, pool, "vllm")
    long = planner("word " * int(4 / 5 * (WINDOW - 2_000)))
    with pytest.raises(RequestRejected, match="does not take an answer of 4,096 tokens"):
        await asked.complete(long)
    assert (await asked.complete(long)).text


@pytest.mark.parametrize("server", SERVERS)
async def test_a_question_too_long_for_the_window_is_one_sentence_at_every_server(
    fake_providers: FakeProviders, pool: UpstreamPool, server: str
) -> None:
    with pytest.raises(RequestRejected, match="window") as caught:
        await engine(fake_providers, pool, server).complete(planner("word " * WINDOW))
    assert not caught.value.retryable


@pytest.mark.parametrize("server", SERVERS)
async def test_a_model_that_reads_no_pictures_is_found_out(
    fake_providers: FakeProviders, pool: UpstreamPool, server: str
) -> None:
    shown = question(token_of("any"))
    with pytest.raises(BlindEngine, match="reads no pictures"):
        await engine(fake_providers, pool, server).complete(shown)
    assert (await engine(fake_providers, pool, server, SEER).complete(shown)).text


@pytest.mark.parametrize("server", ["ollama", "vllm", "lmstudio"])
async def test_an_unknown_model_is_one_sentence(fake_providers: FakeProviders, pool: UpstreamPool, server: str) -> None:
    with pytest.raises(EngineMisconfigured, match="does not know the model nobody"):
        await engine(fake_providers, pool, server, "nobody").complete(planner())


async def test_a_server_without_schemas_gets_them_in_words(fake_providers: FakeProviders, pool: UpstreamPool) -> None:
    asked = engine(fake_providers, pool, "vllm")
    fake_providers.script(NAME, "schema-refused")
    with pytest.raises(RequestRejected) as caught:
        await asked.complete(planner())
    assert caught.value.retryable
    assert (await asked.complete(planner())).text
    first, second = fake_providers.calls(NAME)
    assert "response_format" in first.body
    assert "response_format" not in second.body


async def test_an_answer_in_a_fence_shows_that_the_schema_was_passed_over(
    fake_providers: FakeProviders, pool: UpstreamPool, caplog: pytest.LogCaptureFixture
) -> None:
    dialect = Dialect()
    asked = engine(fake_providers, pool, "ollama", dialect=dialect)
    fake_providers.script(NAME, "json-fenced", times=2)
    for _ in range(2):
        assert (await asked.complete(planner())).text.startswith("{")
    assert [record.levelname for record in caplog.records if "schema of its answers" in record.message] == ["WARNING"]
    assert dialect.spells_schema
    assert dialect.held is Held.SCHEMA


@pytest.mark.parametrize("fault", ["endless", "two-megabytes"])
async def test_what_runs_on_is_stopped_and_kept_for_a_repair(
    fake_providers: FakeProviders, pool: UpstreamPool, fault: str
) -> None:
    fake_providers.script(NAME, fault)
    with pytest.raises(CutAnswer, match="ran on without an end") as caught:
        await engine(fake_providers, pool, "llamacpp").complete(planner())
    assert caught.value.said.startswith('{"elements": ')


async def test_a_server_that_passes_over_the_limit_is_held_to_it(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    words = "".join(f"{number} and {number * number} words " for number in range(4_000))
    fake_providers.script(NAME, saying(f'{{"a": "{words}"}}'))
    asked = OpenAiCompatibleVlm(
        openai_upstream(pool, key="", base_url=fake_providers.base_url(NAME) + "/ollama/v1"), WRITER, most_tokens=300
    )
    with pytest.raises(CutAnswer):
        await asked.complete(planner())
    assert fake_providers.calls(NAME)[0].body["max_tokens"] == 300


async def test_no_answer_is_longer_than_the_usual_limit(fake_providers: FakeProviders, pool: UpstreamPool) -> None:
    await engine(fake_providers, pool, "ollama").complete(planner())
    assert fake_providers.calls(NAME)[0].body["max_tokens"] == MOST_TOKENS


async def test_a_model_set_up_as_blind_is_not_shown_a_picture(wire: Wire, pool: UpstreamPool) -> None:
    asked = OpenAiCompatibleVlm(openai_upstream(pool, key="", base_url=wire.url), WRITER, sees_images=False)
    with pytest.raises(BlindEngine, match="set up"):
        await asked.complete(question(token_of("any")))
    assert not wire.asked


async def test_an_answer_sent_at_once_is_read_as_well(wire: Wire, pool: UpstreamPool) -> None:
    message = {"role": "assistant", "content": '{"a": 1}'}
    wire.says(PATH, {"choices": [{"message": message, "finish_reason": "stop"}]})
    asked = OpenAiCompatibleVlm(openai_upstream(pool, key="", base_url=wire.url), WRITER)
    assert (await asked.complete(planner())).text == '{"a": 1}'


async def test_a_stream_that_ends_without_a_reason_is_a_lost_answer(wire: Wire, pool: UpstreamPool) -> None:
    wire.says(PATH, Reply(b'data: {"choices":[{"index":0,"delta":{"content":"{"}}]}\n\n'))
    asked = OpenAiCompatibleVlm(openai_upstream(pool, key="", base_url=wire.url), WRITER)
    with pytest.raises(OutcomeUnknown):
        await asked.complete(planner())


async def test_an_answer_that_takes_too_long_is_cut_where_it_had_begun(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    fake_providers.script(NAME, "slow-drip")
    words = '{"a": "' + "word and word " * 20
    fake_providers.script(NAME, saying(words))
    upstream = openai_upstream(pool, key="", base_url=fake_providers.base_url(NAME) + "/vllm/v1")
    asked = OpenAiCompatibleVlm(upstream, WRITER, Limits(text_seconds=1.8))
    with pytest.raises(CutAnswer, match=r"not finished after 1\.8 seconds"):
        await asked.complete(planner())


async def test_an_answer_that_has_not_begun_in_time_says_what_to_raise(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    fake_providers.script(NAME, "time-out")
    upstream = openai_upstream(pool, key="", base_url=fake_providers.base_url(NAME) + "/vllm/v1")
    with pytest.raises(OutcomeUnknown, match="PAPERBANANA_VLM_TIMEOUT_SECONDS") as caught:
        await OpenAiCompatibleVlm(upstream, WRITER, Limits(text_seconds=0.5)).complete(planner())
    assert caught.value.retryable


async def test_a_model_with_a_price_is_estimated_and_paid_by_it(
    fake_providers: FakeProviders, pool: UpstreamPool
) -> None:
    upstream = openai_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url(NAME) + "/vllm/v1")
    price = TokenPrice(input_micros=1_250_000, output_micros=10_000_000)
    priced = OpenAiCompatibleVlm(upstream, WRITER, price=price)
    request = planner()
    reply = await priced.complete(request)
    usage = reply.usage
    assert usage.cost_micros == price.of(usage.input_tokens or 0, usage.output_tokens or 0) > 0
    assert usage.cost_source == "table"
    assert priced.estimate(request) >= price.of(len(request.prompt), MOST_TOKENS)
    assert OpenAiCompatibleVlm(upstream, WRITER).estimate(request) == 0
