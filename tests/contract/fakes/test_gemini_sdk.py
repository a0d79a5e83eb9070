"""Google's own Python SDK, unmodified, against the Gemini fake: proof that the fake speaks the wire."""

import io
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
from google import genai
from google.genai import errors, types
from PIL import Image
from pydantic import BaseModel

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.pictures import paint
from pb_adapters.fakes.scripted_faults import saying

FLASH, BANANA = "gemini-3.8-flash", "gemini-nano-banana-2.1"
AS_PICTURE = types.GenerateContentConfig(
    response_modalities=["IMAGE"], image_config=types.ImageConfig(aspect_ratio="16:9", image_size="2K")
)


class Mood(StrEnum):
    CALM = "calm"
    STORMY = "stormy"


class Weather(BaseModel):
    town: str
    degrees: float
    mood: Mood
    winds: list[str]


@pytest.fixture(params=["v1", "v1beta"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(fake_providers: FakeProviders, version: str) -> Iterator[genai.Client]:
    with _client(fake_providers, fake_providers.key, version) as client:
        yield client


def _client(fakes: FakeProviders, key: str, version: str = "v1beta") -> genai.Client:
    options = types.HttpOptions(base_url=fakes.base_url("gemini"), api_version=version)
    return genai.Client(api_key=key, vertexai=False, http_options=options)


def test_chat(client: genai.Client, fake_providers: FakeProviders) -> None:
    config = types.GenerateContentConfig(system_instruction="Be brief.", temperature=0.2, max_output_tokens=800)
    answer = client.models.generate_content(model=FLASH, contents="Name a colour.", config=config)
    assert "Name a colour." in (answer.text or "")
    assert answer.usage_metadata is not None
    assert answer.usage_metadata.total_token_count == 207
    assert answer.candidates is not None
    assert answer.candidates[0].finish_reason is types.FinishReason.STOP
    assert answer.model_version == FLASH
    (call,) = fake_providers.calls("gemini")
    assert (call.rejected, call.notes, call.billed) == (None, (), True)


def test_a_conversation(client: genai.Client, fake_providers: FakeProviders) -> None:
    chat = client.chats.create(model=FLASH)
    chat.send_message("First words.")
    answer = chat.send_message("Second words.")
    assert "First words." in (answer.text or "")
    assert fake_providers.counts("gemini").bills == 2


def test_a_stream(client: genai.Client) -> None:
    chunks = list(client.models.generate_content_stream(model=FLASH, contents="Name a colour."))
    assert len(chunks) == 2
    assert "".join(chunk.text or "" for chunk in chunks).endswith("wrote: Name a colour.")
    assert chunks[-1].usage_metadata is not None


async def test_chat_asynchronously(client: genai.Client) -> None:
    async with client.aio as aio:
        answer = await aio.models.generate_content(model=FLASH, contents="Name a colour.")
    assert "Name a colour." in (answer.text or "")


def test_structured_output(client: genai.Client) -> None:
    config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=Weather)
    answer = client.models.generate_content(model=FLASH, contents="The weather?", config=config)
    assert answer.parsed == Weather(town="text", degrees=0, mood=Mood.CALM, winds=[])


def test_structured_output_by_json_schema(client: genai.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("gemini", saying('{"town": "Bonn", "degrees": 3.5, "mood": "stormy", "winds": ["W"]}'))
    schema = Weather.model_json_schema()
    config = types.GenerateContentConfig(response_mime_type="application/json", response_json_schema=schema)
    answer = client.models.generate_content(model=FLASH, contents="The weather?", config=config)
    assert Weather.model_validate_json(answer.text or "").town == "Bonn"


def test_vision(client: genai.Client, fake_providers: FakeProviders) -> None:
    picture = types.Part.from_bytes(data=paint("a", "b", 1376, 768), mime_type="image/png")
    answer = client.models.generate_content(model=FLASH, contents=[picture, "What is this?"])
    assert "1 pictures" in (answer.text or "")
    assert answer.usage_metadata is not None
    details = answer.usage_metadata.prompt_tokens_details or []
    assert {str(detail.modality.value): detail.token_count for detail in details if detail.modality}["IMAGE"] == 516
    assert fake_providers.calls("gemini")[0].pictures_shown == 1


def test_a_picture(client: genai.Client, fake_providers: FakeProviders) -> None:
    answer = client.models.generate_content(model=BANANA, contents="Two boxes.", config=AS_PICTURE)
    (part,) = answer.parts or []
    assert part.inline_data is not None
    image = Image.open(io.BytesIO(part.inline_data.data or b""))
    assert (image.format, image.size, part.inline_data.mime_type) == ("PNG", (2752, 1536), "image/png")
    assert fake_providers.counts("gemini").pictures == 1


def test_a_picture_after_references(client: genai.Client) -> None:
    reference = types.Part.from_bytes(data=paint("a", "b", 64, 64), mime_type="image/png")
    answer = client.models.generate_content(model=BANANA, contents=["Like this.", reference], config=AS_PICTURE)
    assert (answer.parts or [])[0].inline_data is not None


def test_thoughts_come_before_the_picture(client: genai.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("gemini", "thoughts-first")
    answer = client.models.generate_content(model=BANANA, contents="Two boxes.", config=AS_PICTURE)
    assert [bool(part.thought) for part in answer.parts or []] == [True, True, True, False]


def test_tokens_are_counted(client: genai.Client, fake_providers: FakeProviders) -> None:
    assert client.models.count_tokens(model=FLASH, contents="12345678").total_tokens == 2
    assert fake_providers.counts("gemini").bills == 0


def test_models_are_listed(client: genai.Client) -> None:
    listed = {model.name for model in client.models.list(config={"page_size": 5})}
    assert {f"models/{FLASH}", f"models/{BANANA}"} <= listed
    assert client.models.get(model=FLASH).name == f"models/{FLASH}"


@pytest.mark.parametrize(
    ("fault", "kind", "code", "status"),
    [
        ("throttled-hint", errors.ClientError, 429, "RESOURCE_EXHAUSTED"),
        ("exhausted-day", errors.ClientError, 429, "RESOURCE_EXHAUSTED"),
        ("unavailable", errors.ServerError, 503, "UNAVAILABLE"),
        ("internal", errors.ServerError, 500, "INTERNAL"),
        ("internal-list", errors.ServerError, 500, "INTERNAL"),
        ("deadline", errors.ServerError, 504, "DEADLINE_EXCEEDED"),
        ("leaked-key", errors.ClientError, 403, "PERMISSION_DENIED"),
        ("wrong-region", errors.ClientError, 400, "FAILED_PRECONDITION"),
    ],
)
def test_errors_are_raised(
    client: genai.Client, fake_providers: FakeProviders, fault: str, kind: type[errors.APIError], code: int, status: str
) -> None:
    fake_providers.script("gemini", fault)
    with pytest.raises(kind) as caught:
        client.models.generate_content(model=FLASH, contents="Hello")
    assert (caught.value.code, caught.value.status) == (code, status)


def test_a_wrong_key(fake_providers: FakeProviders) -> None:
    with _client(fake_providers, "another") as client, pytest.raises(errors.ClientError) as caught:
        client.models.generate_content(model=FLASH, contents="Hello")
    assert caught.value.code == 400
    assert "API key not valid" in str(caught.value)
    assert fake_providers.counts("gemini").rejected == 1


@pytest.mark.parametrize(
    ("model", "config", "expected"),
    [
        ("gemini-3-pro-image-preview", None, "is not found for API version"),
        (FLASH, {"thinking_config": {"thinking_level": "MINIMAL"}}, "Thinking level MINIMAL is not supported"),
        (FLASH, {"temperature": 3.0}, "generation_config.temperature"),
        (BANANA, {"response_modalities": ["IMAGE"], "image_config": {"image_size": "1k"}}, "invalid argument"),
        (BANANA, {"response_modalities": ["IMAGE"], "image_config": {"image_size": "512"}}, "invalid argument"),
        (FLASH, {"response_schema": {"type": "OBJECT"}}, "mime type"),
    ],
)
def test_wrong_requests(
    client: genai.Client,
    fake_providers: FakeProviders,
    model: str,
    config: Any,  # noqa: ANN401 - whatever the SDK takes
    expected: str,
) -> None:
    with pytest.raises(errors.ClientError, match=expected):
        client.models.generate_content(model=model, contents="Hello", config=config)
    assert (fake_providers.counts("gemini").rejected, fake_providers.bills("gemini")) == (1, ())


@pytest.mark.parametrize("fault", ["blocked", "blocked-answer", "no-image", "max-tokens", "no-candidates"])
def test_nothing_comes_with_200(client: genai.Client, fake_providers: FakeProviders, fault: str) -> None:
    fake_providers.script("gemini", fault)
    answer = client.models.generate_content(model=BANANA, contents="Two boxes.", config=AS_PICTURE)
    assert not answer.parts
    assert fake_providers.counts("gemini").bills == 1
    assert fake_providers.counts("gemini").pictures == 0


def test_the_sdk_retries_what_it_is_told_to(fake_providers: FakeProviders) -> None:
    fake_providers.script("gemini", "unavailable", times=2)
    retry = types.HttpRetryOptions(attempts=3, initial_delay=0.001, max_delay=0.002)
    options = types.HttpOptions(base_url=fake_providers.base_url("gemini"), retry_options=retry)
    with genai.Client(api_key=fake_providers.key, vertexai=False, http_options=options) as client:
        client.models.generate_content(model=FLASH, contents="Hello")
    counts = fake_providers.counts("gemini")
    assert (counts.calls, counts.bills, counts.repeats) == (3, 1, 2)
