from pb_adapters.fakes.openrouter.models import MODELS, model_named


def test_variants_and_aliases() -> None:
    flash = MODELS["google/gemini-3.8-flash"]
    assert model_named("google/gemini-3.8-flash:free") is flash
    assert model_named("~google/gemini-flash-latest") is flash
    assert model_named("google/gemini-0") is None


def test_only_writers_take_schemas_and_only_painters_ratios() -> None:
    for model in MODELS.values():
        assert model.schemas == (model.outputs == ("text",))
        assert bool(model.ratios) == ("image" in model.outputs)
