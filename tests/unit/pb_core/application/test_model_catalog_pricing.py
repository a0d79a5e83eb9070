from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.application.model_catalog import ModelEntry, find_model, image_bound, models, priced, vlm_bound
from pb_core.domain.billing import Usage
from pb_core.ports.images import DrawRequest
from pb_core.ports.vlm import ImagePart, VlmRequest
from pb_core.testing.memory.images import ScriptedImages, sample_request
from pb_core.testing.memory.vlm import sample_requests

QUESTION, _ = sample_requests()["planner"]
PICTURE = sample_request(ScriptedImages())


def row(provider: str, model: str) -> ModelEntry:
    entry = find_model(provider, model)
    assert entry is not None
    return entry


@pytest.mark.parametrize(
    ("on", "cost"), [(date(2026, 11, 25), 1131), (date(2026, 12, 31), 1131), (date(2027, 1, 1), 2262), (None, 2262)]
)
def test_tokens_cost_what_the_day_says(on: date | None, cost: int) -> None:
    usage = Usage(input_tokens=1388, output_tokens=24)
    usage_with_cost = priced(usage, row("openrouter", "google/gemini-3.8-flash"), on=on)
    assert (usage_with_cost.cost_micros, usage_with_cost.cost_source) == (cost, "table")


@pytest.mark.parametrize(("tokens", "cost"), [(199_999, 399_998), (200_000, 800_000)])
def test_long_input_has_its_own_price(tokens: int, cost: int) -> None:
    usage_with_cost = priced(Usage(input_tokens=tokens), row("gemini", "gemini-3.1-pro-preview"), on=date(2026, 11, 25))
    assert usage_with_cost.cost_micros == cost


def test_a_reported_cost_is_kept() -> None:
    usage = Usage(input_tokens=9, output_tokens=9, cost_micros=7)
    usage_with_cost = priced(usage, row("gemini", "gemini-3.8-flash"))
    assert (usage_with_cost.cost_micros, usage_with_cost.cost_source) == (7, "reported")


@pytest.mark.parametrize(
    ("usage", "entry"),
    [
        (Usage(input_tokens=1), None),
        (Usage(input_tokens=1), row("openrouter", "openai/gpt-5.5")),
        (Usage(), row("gemini", "gemini-3.8-flash")),
    ],
)
def test_what_nobody_knows_has_no_cost(usage: Usage, entry: ModelEntry | None) -> None:
    assert priced(usage, entry) == usage


@pytest.mark.parametrize(
    ("provider", "model", "size", "cost"),
    [
        ("kie_imagen", "nano-banana-2", None, 40_000),
        ("kie_imagen", "nano-banana-2", "4K", 90_000),
        ("kie_imagen", "google/nano-banana", None, 20_000),
        ("apimart_image", "gpt-image-2", "2K", 14_000),
        ("gemini_image", "gemini-nano-banana-2.1", "1K", 33_600 + 87),
    ],
)
def test_pictures_cost_by_their_size(provider: str, model: str, size: str | None, cost: int) -> None:
    usage = Usage(input_tokens=58, output_tokens=1120)
    assert priced(usage, row(provider, model), pictures=1, size=size).cost_micros == cost


VLMS = [entry for provider in ("gemini", "openrouter", "kie", "apimart") for entry in models(provider)]


@given(
    entry=st.sampled_from([entry for entry in VLMS if entry.token_prices]),
    prompt=st.text(max_size=300),
    pictures=st.integers(0, 3),
    share=st.floats(0, 1),
    on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_a_question_never_costs_more_than_its_bound(
    entry: ModelEntry, prompt: str, pictures: int, share: float, on: date
) -> None:
    images = (ImagePart(media_type="image/png", data=b""),) * pictures
    request: VlmRequest = msgspec.structs.replace(QUESTION, prompt=prompt, images=images)
    texts = len(prompt.encode()) + len(request.system.encode()) + len(request.schema)
    usage = Usage(
        input_tokens=round(share * (texts + 1_500 * pictures)), output_tokens=round(share * request.max_output_tokens)
    )
    cost = priced(usage, entry, on=on).cost_micros
    assert cost is not None
    assert cost <= vlm_bound(entry.provider, entry.model, request)


def test_an_unknown_model_counts_as_the_dearest_of_its_provider() -> None:
    bounds = [vlm_bound("gemini", entry.model, QUESTION) for entry in models("gemini")]
    assert vlm_bound("gemini", "gemini-99", QUESTION) == max(bounds)
    pictures = [image_bound("kie_imagen", entry.model, PICTURE) for entry in models("kie_imagen")]
    assert image_bound("kie_imagen", "unheard-of", PICTURE) == max(pictures) == 90_000


def test_a_size_without_a_price_counts_as_the_dearest_of_its_model() -> None:
    request: DrawRequest = msgspec.structs.replace(PICTURE, resolution="4K")
    assert image_bound("apimart_image", "gemini-3.1-flash-image-preview", request) == 20_000


def test_a_provider_that_the_table_does_not_know_has_no_bound() -> None:
    assert vlm_bound("ollama", "llama", QUESTION) == 0
    assert image_bound("ollama", "llama", PICTURE) == 0
