from typing import get_args

import pytest

from pb_core.application.model_catalog import ModelEntry, ModelKind, _table, default_model, find_model, models
from pb_core.domain.requests import AspectRatio, KieImageModel

PROVIDERS = {
    ModelKind.VLM: ("gemini", "openrouter", "kie", "apimart"),
    ModelKind.IMAGE: ("gemini_image", "openrouter_image", "kie_imagen", "apimart_image"),
}
BARE = {"provider", "model", "kind", "default", "facts"}


def _said(entry: ModelEntry) -> set[str]:
    return {field.partition(".")[0] for fact in entry.facts for field in fact.fields}


def test_every_provider_has_rows_of_its_kind_and_one_default() -> None:
    for kind, providers in PROVIDERS.items():
        for provider in providers:
            rows = models(provider)
            assert {row.kind for row in rows} == {kind}
            assert [row.model for row in rows if row.default] == [default_model(provider)]
    assert len({(row.provider, row.model) for row in _table()}) == len(_table())


@pytest.mark.parametrize("entry", _table(), ids=lambda row: f"{row.provider}/{row.model}")
def test_every_fact_has_a_date_and_a_source(entry: ModelEntry) -> None:
    known = {
        field
        for field, default in zip(entry.__struct_fields__, _defaults(), strict=True)
        if field not in BARE and getattr(entry, field) != default
    }
    assert known <= _said(entry)
    assert all(fact.source.strip() for fact in entry.facts)


def _defaults() -> list[object]:
    bare = ModelEntry(provider="", model="", kind=ModelKind.VLM)
    return [getattr(bare, field) for field in bare.__struct_fields__]


def test_an_unknown_model_or_provider_is_none() -> None:
    assert find_model("gemini", "gemini-99") is None
    assert default_model("ollama") is None
    assert models("ollama") == ()


@pytest.mark.parametrize("model", get_args(KieImageModel))
def test_the_kie_models_of_the_reference_take_every_ratio_of_the_reference(model: str) -> None:
    entry = find_model("kie_imagen", model)
    assert entry is not None
    assert set(get_args(AspectRatio)) <= set(entry.ratios)


@pytest.mark.parametrize("row", [row for row in _table() if row.limits], ids=lambda row: row.model)
def test_limits_speak_of_known_ratios_and_sizes(row: ModelEntry) -> None:
    assert {limit.ratio for limit in row.limits} <= set(row.ratios)
    assert {size for limit in row.limits for size in limit.sizes} <= set(row.resolutions)


@pytest.mark.parametrize(
    ("provider", "model", "resolution", "wire"),
    [
        ("gemini_image", "gemini-nano-banana-2.1", "2K", "2K"),
        ("gemini_image", "gemini-3.1-flash-image", "0.5K", "512"),
        ("apimart_image", "gpt-image-2", "2K", "2k"),
        ("apimart_image", "gemini-3-pro-image-preview", "2K", "2K"),
        ("kie_imagen", "google/nano-banana", "2K", None),
        ("kie_imagen", "nano-banana-2", None, None),
    ],
)
def test_a_resolution_is_spelled_as_the_model_does(
    provider: str, model: str, resolution: str | None, wire: str | None
) -> None:
    entry = find_model(provider, model)
    assert entry is not None
    assert entry.wire_size(resolution) == wire


def test_auto_is_sent_only_to_models_that_know_the_word() -> None:
    kie, google = find_model("kie_imagen", "nano-banana-2"), find_model("gemini_image", "gemini-nano-banana-2.1")
    assert kie is not None
    assert google is not None
    assert [kie.wire_ratio(ratio) for ratio in ("auto", "16:9", None)] == ["auto", "16:9", None]
    assert [google.wire_ratio(ratio) for ratio in ("auto", "16:9", None)] == [None, "16:9", None]
