"""OpenAI's own Python SDK, unmodified, against the APIMart fake: proof that the fake speaks the wire."""

import io
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from PIL import Image
from pydantic import BaseModel

from pb_adapters.fakes.chat_completions import data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.pictures import paint

FLASH, BANANA = "gemini-3-flash-preview", "gemini-3-pro-image-preview"


class Weather(BaseModel):
    town: str
    degrees: float
    winds: list[str]


@pytest.fixture
def client(fake_providers: FakeProviders) -> Iterator[openai.OpenAI]:
    with _client(fake_providers, fake_providers.key) as client:
        yield client


def _client(fakes: FakeProviders, key: str, retries: int = 0) -> openai.OpenAI:
    return openai.OpenAI(api_key=key, base_url=f"{fakes.base_url('apimart')}/v1", max_retries=retries)


def _ask(client: openai.OpenAI, **fields: Any) -> Any:  # noqa: ANN401 - whatever the SDK takes and gives
    messages = [{"role": "user", "content": "Name a colour."}]
    return client.chat.completions.create(**{"model": FLASH, "messages": messages} | fields)


def _order(client: openai.OpenAI, **fields: Any) -> Any:  # noqa: ANN401 - whatever the SDK takes and gives
    body = {"resolution": "1K"} | fields.pop("extra_body", {})
    return client.images.generate(
        **{"model": BANANA, "prompt": "Two boxes.", "size": "16:9", "n": 1, "extra_body": body} | fields
    )


def _task(client: openai.OpenAI, name: str) -> Any:  # noqa: ANN401 - a JSON document
    return client.get(f"/tasks/{name}", cast_to=object, options={"params": {"language": "en"}})


def test_chat(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    answer = _ask(client, temperature=0.2, seed=7, max_tokens=400)
    assert answer.choices[0].message.content.endswith("wrote: Name a colour.")
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    (call,) = fake_providers.calls("apimart")
    assert (call.rejected, call.notes, call.billed) == (None, (), True)


async def test_chat_asynchronously(fake_providers: FakeProviders) -> None:
    base_url = f"{fake_providers.base_url('apimart')}/v1"
    async with openai.AsyncOpenAI(api_key=fake_providers.key, base_url=base_url, max_retries=0) as client:
        answer = await client.chat.completions.create(
            model=FLASH, messages=[{"role": "user", "content": "Name a colour."}]
        )
    assert (answer.choices[0].message.content or "").endswith("wrote: Name a colour.")


def test_a_stream(client: openai.OpenAI) -> None:
    chunks = list(_ask(client, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text.endswith("wrote: Name a colour.")
    assert chunks[-1].usage.total_tokens > 0


def test_structured_output(client: openai.OpenAI) -> None:
    answer = client.chat.completions.parse(
        model=FLASH, messages=[{"role": "user", "content": "The weather?"}], response_format=Weather
    )
    assert answer.choices[0].message.parsed == Weather(town="text", degrees=0, winds=[])


def test_cut_structured_output_is_an_error_of_the_sdk(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", "max-tokens-cut")
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
    assert fake_providers.calls("apimart")[0].pictures_shown == 1


def test_an_uploaded_picture_is_seen(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    upload: Any = client.post(
        "/uploads/images",
        cast_to=object,
        files={"file": ("r1.png", paint("a", "b", 64, 64), "image/png")},
        options={"headers": {"Content-Type": "multipart/form-data"}},
    )
    picture = {"type": "image_url", "image_url": {"url": upload["url"]}}
    answer = _ask(client, messages=[{"role": "user", "content": [{"type": "text", "text": "This?"}, picture]}])
    assert answer.usage.prompt_tokens == 258 + 2
    assert [call.endpoint for call in fake_providers.calls("apimart")] == ["upload", "chat"]


def test_a_picture_is_ordered_looked_at_and_fetched(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", "pending")
    answer = _order(client)
    name = answer.data[0].model_extra["task_id"]
    looks = [_task(client, name)["data"] for _ in range(4)]
    assert [look["status"] for look in looks] == ["submitted", "processing", "processing", "completed"]
    (url,) = looks[-1]["result"]["images"][0]["url"]
    fetched = httpx.get(url, headers={"User-Agent": "Mozilla/5.0"}, trust_env=False)
    assert Image.open(io.BytesIO(fetched.content)).size == (1376, 768)
    counts = fake_providers.counts("apimart")
    assert (counts.calls, counts.bills, counts.pictures, counts.cost_micros) == (6, 1, 1, 30_000)
    assert looks[-1]["cost"] == 0.03


def test_an_order_is_replayed_by_its_key(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    headers = {"Idempotency-Key": "figure-1"}
    first, second = (_order(client, extra_headers=headers) for _ in range(2))
    assert first.data[0].model_extra == second.data[0].model_extra
    raw = client.images.with_raw_response.generate(
        model=BANANA, prompt="Two boxes.", n=1, extra_headers=headers, extra_body={"size": "16:9", "resolution": "1K"}
    )
    assert raw.headers["idempotency-replayed"] == "true"
    counts = fake_providers.counts("apimart")
    assert (counts.calls, counts.bills, counts.repeats) == (3, 1, 2)


def test_a_key_of_another_order(client: openai.OpenAI) -> None:
    headers = {"Idempotency-Key": "figure-1"}
    _order(client, extra_headers=headers)
    with pytest.raises(openai.ConflictError) as caught:
        _order(client, prompt="Three boxes.", extra_headers=headers)
    assert caught.value.code == "idempotency_key_reused"


def test_the_sdk_waits_for_a_key_that_is_in_use(fake_providers: FakeProviders) -> None:
    headers = {"Idempotency-Key": "figure-1"}
    with _client(fake_providers, fake_providers.key, retries=1) as client:
        first = _order(client, extra_headers=headers)
        fake_providers.script("apimart", "idempotency-in-progress")
        second = _order(client, extra_headers=headers)
    assert first.data[0].model_extra == second.data[0].model_extra
    assert len(fake_providers.bills("apimart")) == 1


def test_models_are_listed(client: openai.OpenAI) -> None:
    assert {FLASH, BANANA} <= {model.id for model in client.models.list()}


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("throttled", openai.RateLimitError, 429),
        ("throttled-hint", openai.RateLimitError, 429),
        ("throttled-date", openai.RateLimitError, 429),
        ("invalid", openai.BadRequestError, 400),
        ("bad-key", openai.AuthenticationError, 401),
        ("no-money", openai.APIStatusError, 402),
        ("forbidden", openai.PermissionDeniedError, 403),
        ("unknown-model", openai.NotFoundError, 404),
        ("too-large", openai.APIStatusError, 413),
        ("internal", openai.InternalServerError, 500),
        ("moderated", openai.InternalServerError, 500),
        ("html-502", openai.InternalServerError, 502),
        ("bad-gateway", openai.InternalServerError, 502),
        ("no-channel", openai.InternalServerError, 503),
        ("deadline", openai.InternalServerError, 504),
    ],
)
def test_errors_are_raised(
    client: openai.OpenAI, fake_providers: FakeProviders, fault: str, kind: type[openai.APIStatusError], code: int
) -> None:
    fake_providers.script("apimart", fault)
    with pytest.raises(kind) as caught:
        _ask(client)
    assert caught.value.status_code == code
    assert fake_providers.counts("apimart").calls == 1


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("idempotency-in-progress", openai.ConflictError, 409),
        ("idempotency-reused", openai.ConflictError, 409),
        ("idempotency-indeterminate", openai.ConflictError, 409),
        ("idempotency-unavailable", openai.InternalServerError, 503),
    ],
)
def test_errors_of_keys_are_raised(
    client: openai.OpenAI, fake_providers: FakeProviders, fault: str, kind: type[openai.APIStatusError], code: int
) -> None:
    fake_providers.script("apimart", fault)
    with pytest.raises(kind) as caught:
        _order(client)
    assert caught.value.status_code == code
    assert fake_providers.bills("apimart") == ()


@pytest.mark.parametrize("fault", ["hang-up", "cut-body", "padded-closed"])
def test_lost_answers_are_connection_errors(client: openai.OpenAI, fake_providers: FakeProviders, fault: str) -> None:
    fake_providers.script("apimart", fault)
    with pytest.raises(openai.APIConnectionError):
        _order(client)
    assert fake_providers.counts("apimart").bills == 1


def test_an_answer_in_an_envelope_is_lost_on_the_sdk(client: openai.OpenAI, fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", "chat-wrapped")
    answer = _ask(client)
    assert (answer.choices, answer.data["choices"][0]["finish_reason"]) == (None, "stop")


def test_a_wrong_key(fake_providers: FakeProviders) -> None:
    with _client(fake_providers, "another") as client, pytest.raises(openai.AuthenticationError):
        _ask(client)


@pytest.mark.parametrize(
    ("fields", "kind", "expected"),
    [
        ({"size": "7:5"}, openai.InternalServerError, "build_request_failed: invalid size: 7:5"),
        ({"size": "1024x1024"}, openai.InternalServerError, "invalid size"),
        ({"extra_body": {"resolution": "1k"}}, openai.InternalServerError, "invalid resolution: 1k"),
        ({"model": "gpt-image-2"}, openai.InternalServerError, "invalid resolution: 1K"),
        ({"n": 5}, openai.InternalServerError, "invalid n: 5"),
        ({"n": "1"}, openai.BadRequestError, "invalid request"),
        ({"model": "gemini-3-pro-image"}, openai.NotFoundError, "not found"),
    ],
)
def test_wrong_orders(
    client: openai.OpenAI, fake_providers: FakeProviders, fields: dict[str, Any], kind: type[Exception], expected: str
) -> None:
    with pytest.raises(kind, match=expected):
        _order(client, **fields)
    assert (fake_providers.counts("apimart").rejected, fake_providers.bills("apimart")) == (1, ())


def test_the_sdk_retries_on_its_own(fake_providers: FakeProviders) -> None:
    fake_providers.script("apimart", "internal")
    with _client(fake_providers, fake_providers.key, retries=1) as client:
        _ask(client)
    counts = fake_providers.counts("apimart")
    assert (counts.calls, counts.bills, counts.repeats) == (2, 1, 1)


def test_a_response_is_had_and_what_is_not_played_is_refused(client: openai.OpenAI) -> None:
    answer = client.responses.create(model="gpt-5.5", input="Name a colour.")
    assert answer.output_text.endswith("a colour.")
    with pytest.raises(openai.NotFoundError, match=r"Invalid URL \(POST /v1/embeddings\)"):
        client.embeddings.create(model="gpt-5.5", input="A word.")
    with pytest.raises(openai.NotFoundError, match=r"Invalid URL \(POST /v1/images/edits\)"):
        client.images.edit(model="gpt-image-2", image=b"png", prompt="Bluer.")
