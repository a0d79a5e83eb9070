import pytest
from msgspec.structs import replace

from pb_core.application.model_catalog import ModelEntry, find_model, models
from pb_core.application.painting import RATIOS, painters_request
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.pictures import PrintSize
from pb_core.ports.images import DrawRequest, ImageCapabilities
from pb_core.testing.memory.images import ScriptedImages

CHAIN = DiagramSpec(
    elements=tuple(Element(id=str(n), label=str(n)) for n in range(4)),
    connections=tuple(Connection(source=str(n), target=str(n + 1)) for n in range(3)),
)
REQUEST = DrawRequest(spec=CHAIN, description="", styling=Styling())


def painter(provider: str, model: str, **capabilities: object) -> ScriptedImages:
    """An engine with this name."""
    engine = ScriptedImages()
    engine.provider, engine.model = provider, model
    engine.capabilities = ImageCapabilities(**capabilities)  # type: ignore[arg-type]  # fields by name
    return engine


PAINTERS = ("gemini_image", "openrouter_image", "kie_imagen", "apimart_image")
GPT = painter("kie_imagen", "gpt-image-2-text-to-image")


@pytest.mark.parametrize("ratio", [None, "auto"])
def test_a_ratio_is_settled_from_the_plan(ratio: str | None) -> None:
    told = painters_request(replace(REQUEST, aspect_ratio=ratio), painter("kie_imagen", "nano-banana-pro"))
    assert (told.aspect_ratio, told.resolution) == ("21:9", "2K")


def test_a_ratio_and_a_resolution_that_were_asked_for_stay() -> None:
    asked = replace(REQUEST, aspect_ratio="1:1", resolution="4K")
    assert painters_request(asked, painter("kie_imagen", "nano-banana-pro")) == asked


@pytest.mark.parametrize(
    ("ratio", "resolution", "told"),
    [("5:4", None, ("5:4", "1K")), ("1:1", None, ("1:1", "2K")), ("16:9", None, ("16:9", "2K"))],
)
def test_a_resolution_is_the_largest_up_to_2k_that_the_reference_allows(
    ratio: str, resolution: str | None, told: tuple[str, str]
) -> None:
    found = painters_request(replace(REQUEST, aspect_ratio=ratio, resolution=resolution), GPT)
    assert (found.aspect_ratio, found.resolution) == told


def test_a_resolution_that_was_asked_for_bounds_the_ratio() -> None:
    fan = DiagramSpec(
        elements=tuple(Element(id=str(n), label=str(n)) for n in range(4)),
        connections=(Connection(source="0", target="1"), Connection(source="0", target="2")),
    )
    found = painters_request(replace(REQUEST, spec=fan, resolution="4K"), GPT)
    assert found.resolution == "4K"
    entry = find_model(GPT.provider, GPT.model)
    assert entry is not None
    assert "4K" in entry.sizes_with(found.aspect_ratio)


def test_a_model_without_resolutions_is_told_none() -> None:
    told = painters_request(REQUEST, painter("kie_imagen", "google/nano-banana"))
    assert (told.aspect_ratio, told.resolution) == ("21:9", None)


def test_a_painter_that_no_table_knows_is_told_what_it_says_it_makes() -> None:
    assert painters_request(REQUEST, painter("own", "m")).aspect_ratio == "21:9"
    assert painters_request(REQUEST, painter("own", "m", resolutions=("1K", "4K"))).resolution == "4K"
    assert painters_request(REQUEST, painter("own", "m")).resolution is None


def test_engines_that_set_text_and_drawings_for_print_are_left_alone() -> None:
    assert painters_request(REQUEST, painter("vector", "v", typesets=True)) is REQUEST
    printed = replace(REQUEST, size=PrintSize(width=100.0))
    assert painters_request(printed, painter("own", "m")) is printed


@pytest.mark.parametrize("entry", [entry for name in PAINTERS for entry in models(name)])
def test_every_painter_of_the_table_gets_a_ratio_and_a_resolution_that_it_makes(entry: ModelEntry) -> None:
    for ratio in (None, *RATIOS):
        asked = replace(REQUEST, aspect_ratio=ratio)
        told = painters_request(asked, painter(entry.provider, entry.model))
        assert told.aspect_ratio in entry.ratios
        possible = entry.sizes_with(told.aspect_ratio)
        assert told.resolution in (possible or (None,))
