"""OpenAI's own Python SDK, unmodified, against the OpenRouter fake: proof that the fake speaks the wire."""

import base64
import io
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from PIL import Image
from pydantic import BaseModel

from pb_adapters.fakes.chat_completions import data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.pictures import paint

FLASH, BANANA = "google/gemini-3.8-flash", "google/gemini-nano-banana-2.1"
AS_PICTURE = {"modalities": ["image", "text"], "image_config": {"aspect_ratio": "16:9", "image_size": "1K"}}


class Weather(BaseModel):
    town: str
    degrees: float
    winds: list[str]


@pytest.fixture
def client(fake_providers: FakeProviders) -> Iterator[openai.OpenAI]:
    with _client(fake_providers, fake_providers.key) as client:
        yield client


def _client(fakes: FakeProviders, key: str, retries: int = 0) -> openai.OpenAI:
    return openai.OpenAI(api_key=key, base_url=f"{fakes.base_url('openrouter')}/api/v1", max_retries=retries)


def _ask(client: openai.OpenAI, **fields: Any) -> Any:  # noqa: ANN401 - whatever the SDK takes and gives
    messages = [{"role": "user", "content": "Name a colour."}]
    return client.chat.completions.create(**{"model": FLASH, "messages": messages, "max_tokens": 4000} | fields)


def test_chat(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    answer = _ask(client, temperature=0.2, seed=7)
    assert answer.choices[0].message.content.endswith("wrote: Name a colour.")
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    (call,) = fake_providers.calls("openrouter")
    assert (call.rejected, call.notes) == (None, ())
    assert answer.usage.cost == call.tally.cost_micros / 1_000_000


async def test_chat_asynchronously(fake_providers: FakeProviders) -> None:
    base_url = f"{fake_providers.base_url('openrouter')}/api/v1"
    async with openai.AsyncOpenAI(api_key=fake_providers.key, base_url=base_url, max_retries=0) as client:
        answer = await client.chat.completions.create(
            model=FLASH, messages=[{"role": "user", "content": "Name a colour."}], max_tokens=400
        )
    assert (answer.choices[0].message.content or "").endswith("wrote: Name a colour.")


def test_a_stream(client: openai.OpenAI) -> None:
    chunks = list(_ask(client, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text.endswith("wrote: Name a colour.")
    assert chunks[-1].usage.total_tokens > 0


def test_structured_output(client: openai.OpenAI) -> None:
    answer = client.chat.completions.parse(
        model=FLASH,
        messages=[{"role": "user", "content": "The weather?"}],
        max_tokens=4000,
        response_format=Weather,
        extra_body={"provider": {"require_parameters": True}},
    )
    assert answer.choices[0].message.parsed == Weather(town="text", degrees=0, winds=[])


def test_cut_structured_output_is_an_error_of_the_sdk(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", "max-tokens-cut")
    with pytest.raises(openai.LengthFinishReasonError):
        client.chat.completions.parse(
            model=FLASH, messages=[{"role": "user", "content": "The weather?"}], response_format=Weather
        )


def test_vision(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    picture = {"type": "image_url", "image_url": {"url": data_url(paint("a", "b", 1376, 768), "image/png")}}
    content = [{"type": "text", "text": "What is this?"}, picture]
    answer = _ask(client, messages=[{"role": "user", "content": content}])
    assert "1 pictures" in answer.choices[0].message.content
    assert answer.usage.prompt_tokens == 516 + 4
    assert fake_providers.calls("openrouter")[0].pictures_shown == 1


def test_a_picture_over_chat(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    answer = _ask(client, model=BANANA, extra_body=AS_PICTURE)
    (image,) = answer.choices[0].message.images
    data = base64.b64decode(image["image_url"]["url"].removeprefix("data:image/png;base64,"))
    assert Image.open(io.BytesIO(data)).size == (1376, 768)
    assert answer.usage.completion_tokens_details.model_extra["image_tokens"] == 1120
    assert fake_providers.counts("openrouter").pictures == 1


def test_a_picture_over_the_image_api(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    body = {"resolution": "1K", "aspect_ratio": "16:9"}
    answer = client.images.generate(model=BANANA, prompt="Two boxes.", extra_body=body)
    assert answer.data is not None
    assert Image.open(io.BytesIO(base64.b64decode(answer.data[0].b64_json or ""))).size == (1376, 768)
    assert "not documented" in fake_providers.calls("openrouter")[0].notes[0]


def test_models_are_listed(client: openai.OpenAI) -> None:
    assert {FLASH, BANANA} <= {model.id for model in client.models.list()}


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("throttled", openai.RateLimitError, 429),
        ("throttled-hint", openai.RateLimitError, 429),
        ("internal", openai.InternalServerError, 500),
        ("html-502", openai.InternalServerError, 502),
        ("unavailable", openai.InternalServerError, 503),
        ("edge-timeout", openai.InternalServerError, 524),
        ("overloaded", openai.InternalServerError, 529),
        ("no-money", openai.APIStatusError, 402),
        ("moderated", openai.PermissionDeniedError, 403),
        ("no-modalities", openai.NotFoundError, 404),
        ("bad-field", openai.BadRequestError, 400),
        ("too-large", openai.APIStatusError, 413),
    ],
)
def test_errors_are_raised(
    client: openai.OpenAI, fake_providers: FakeProviders, fault: str, kind: type[openai.APIStatusError], code: int
) -> None:
    fake_providers.script("openrouter", fault)
    with pytest.raises(kind) as caught:
        _ask(client)
    assert caught.value.status_code == code
    assert fake_providers.counts("openrouter").calls == 1


@pytest.mark.parametrize("fault", ["hang-up", "cut-body", "padded-closed"])
def test_lost_answers_are_connection_errors(client: openai.OpenAI, fake_providers: FakeProviders, fault: str) -> None:
    fake_providers.script("openrouter", fault)
    with pytest.raises(openai.APIConnectionError):
        _ask(client)
    assert fake_providers.counts("openrouter").bills == 1


def test_a_time_out_after_the_work_was_billed(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", "time-out")
    with pytest.raises(openai.APITimeoutError):
        _ask(client, timeout=0.3)
    assert fake_providers.counts("openrouter").bills == 1


def test_the_sdk_overlooks_an_error_inside_200(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", "error-in-200")
    answer = _ask(client)
    assert (answer.choices, answer.error["code"]) == (None, 502)


def test_a_wrong_key(fake_providers: FakeProviders) -> None:
    with _client(fake_providers, "another") as client, pytest.raises(openai.AuthenticationError):
        _ask(client)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"model": "google/gemini-0"}, openai.BadRequestError),
        ({"temperature": 3}, openai.BadRequestError),
        ({"extra_body": {"modalities": ["image", "text"]}}, openai.NotFoundError),
        ({"model": BANANA, "extra_body": AS_PICTURE | {"image_config": {"image_size": "1k"}}}, openai.BadRequestError),
        ({"reasoning_effort": "none"}, openai.BadRequestError),
    ],
)
def test_wrong_requests(
    client: openai.OpenAI, fake_providers: FakeProviders, fields: dict[str, Any], kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        _ask(client, **fields)
    assert (fake_providers.counts("openrouter").rejected, fake_providers.bills("openrouter")) == (1, ())


def test_the_sdk_retries_on_its_own(fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", "internal")
    with _client(fake_providers, fake_providers.key, retries=1) as client:
        _ask(client)
    counts = fake_providers.counts("openrouter")
    assert (counts.calls, counts.bills, counts.repeats) == (2, 1, 1)
