"""Engines of providers by entry point: opened with the environment, closed with the stack, refused with a sentence."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import ModuleType

import pytest

from pb_adapters.upstream.guard import ResilientImages, ResilientVlm
from pb_core.application.assembly import Options
from pb_core.application.engines import Engines, name_of
from pb_core.domain.requests import ModelChoice
from pb_core.errors import EngineMisconfigured, InvalidRequest
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.vlm import ScriptedVlm
from pb_http.engines import Factory, open_engines, open_installed
from pb_http.settings import SettingsError, load
from pb_http.settings.engine_choice import IMAGES_GROUP, VLM_GROUP, EngineName

OPENED: list[str] = []


@asynccontextmanager
async def provider(environ: Mapping[str, str]) -> AsyncIterator[Factory[VlmEngine]]:
    OPENED.append(environ["COLOUR"])
    yield lambda _: ScriptedVlm()
    OPENED.append("closed")


@asynccontextmanager
async def painter(_: Mapping[str, str]) -> AsyncIterator[Factory[ImageEngine]]:
    yield lambda _: ScriptedImages()


@pytest.fixture(autouse=True)
def distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution whose entry points name this module's provider, nothing, and a name that is not its own."""
    module = ModuleType("provider_of_a_test")
    vars(module).update(provider=provider, painter=painter)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    names = ("scripted = provider_of_a_test:provider", "gone = provider_of_a_test:gone", "gemini = elsewhere:x")
    info = tmp_path / "outside-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outside\nVersion: 1.0\n")
    lines = (*names, "alias = provider_of_a_test:provider", "nowhere = no_such_module:x")
    (info / "entry_points.txt").write_text(
        "\n".join((f"[{VLM_GROUP}]", *lines, f"[{IMAGES_GROUP}]", "scripted = provider_of_a_test:painter"))
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    OPENED.clear()


async def test_a_provider_is_opened_with_the_environment_and_closed() -> None:
    async with AsyncExitStack() as stack:
        make: Factory[VlmEngine] = await open_installed(stack, VLM_GROUP, "scripted", {"COLOUR": "red"}, set())
        assert make("a-model").provider == "scripted"
        assert OPENED == ["red"]
    assert OPENED == ["red", "closed"]


async def first_engine(stack: AsyncExitStack, name: str) -> VlmEngine:
    make: Factory[VlmEngine] = await open_installed(stack, VLM_GROUP, name, {"COLOUR": "red"}, set())
    return make(None)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unheard", "unheard is not installed"),
        ("gone", r"gone cannot be loaded \(provider_of_a_test:gone\)"),
        ("nowhere", "nowhere cannot be loaded .*no_such_module"),
        ("alias", "installed as alias calls itself scripted"),
    ],
)
async def test_what_cannot_be_used_is_named(name: str, words: str) -> None:
    async with AsyncExitStack() as stack:
        with pytest.raises(EngineMisconfigured, match=words):
            await first_engine(stack, name)


async def test_both_kinds_are_wrapped_and_chosen() -> None:
    environ = {f"PAPERBANANA_{kind}_PROVIDER": "scripted" for kind in ("VLM", "IMAGE")} | {"COLOUR": "red"}
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, load(environ).providers, Options())
        words, pictures = engines.vlm(ModelChoice(vlm_model="another")), engines.images_for(ModelChoice())
        assert (type(words), type(pictures)) == (ResilientVlm, ResilientImages)
        assert (words.provider, pictures.provider) == ("scripted", "scripted")


class PricedImages(ScriptedImages):
    def estimate(self, _: object) -> int:
        return 5


@pytest.mark.parametrize(("made", "unpriced"), [(ScriptedImages, {"scripted"}), (PricedImages, set())])
async def test_an_installed_engine_without_an_estimate_is_noted(
    made: type[ScriptedImages], unpriced: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def one(_: Mapping[str, str]) -> AsyncIterator[Factory[ImageEngine]]:
        yield lambda _: made()

    monkeypatch.setattr(sys.modules["provider_of_a_test"], "painter", one)
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, load({"PAPERBANANA_IMAGE_PROVIDER": "scripted"}).providers, Options())
        assert engines.unpriced == unpriced


def test_settings_take_the_names_of_installed_providers() -> None:
    environ = {
        "PAPERBANANA_VLM_PROVIDER": "scripted",
        "PAPERBANANA_VLM_MODEL": "a/model:8b",
        "PAPERBANANA_VLM_FALLBACK": "alias:other, offline",
        "COLOUR": "red",
    }
    chosen = load(environ).providers

    assert chosen.vlm == EngineName("scripted", "a/model:8b")
    assert chosen.vlm_fallback == (EngineName("alias", "other"), EngineName("offline"))
    assert chosen.environ == environ
    assert not chosen.is_local
    assert "red" not in repr(chosen)
    assert load({"COLOUR": "red"}).providers.environ == {}


def test_a_built_in_name_is_never_an_installed_one() -> None:
    with pytest.raises(SettingsError, match="gemini is configured, but it is not set up: set GEMINI_API_KEY"):
        load({"PAPERBANANA_VLM_PROVIDER": "gemini"})


def test_an_unknown_name_lists_what_is_installed() -> None:
    with pytest.raises(SettingsError, match=r"no provider 'gpt'.*installed besides: alias, gone, nowhere, scripted"):
        load({"PAPERBANANA_VLM_PROVIDER": "gpt"})
    with pytest.raises(SettingsError, match=r"PAPERBANANA_VLM_FALLBACK names 'gpt'.*installed besides: alias"):
        load({"PAPERBANANA_VLM_FALLBACK": "gpt"})


async def test_models_of_ones_own_are_reached_by_name() -> None:
    environ = {"OPENAI_COMPATIBLE_BASE_URL": "http://127.0.0.1:9", "PAPERBANANA_VLM_MODEL": "qwen3:8b"}
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, load(environ).providers, Options())
        default = engines.vlm(ModelChoice(vlm_provider="openai_compatible"))
        other = engines.vlm(ModelChoice(vlm_model="another"))
        assert (default.provider, default.model, other.model) == ("openai_compatible", "qwen3:8b", "another")


async def test_a_provider_without_a_default_model_wants_one_named() -> None:
    environ = {"OPENAI_COMPATIBLE_BASE_URL": "http://127.0.0.1:9", "GEMINI_API_KEY": "key"}
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, load(environ).providers, Options())
        with pytest.raises(InvalidRequest, match="name one with vlm_model"):
            engines.vlm(ModelChoice(vlm_provider="openai_compatible"))
        with pytest.raises(InvalidRequest, match="set PAPERBANANA_IMAGE_PROVIDER and PAPERBANANA_IMAGE_MODEL"):
            engines.images_for(ModelChoice(image_provider="openai_compatible_image"))


async def _engines(stack: AsyncExitStack, **environ: str) -> Engines:
    return await open_engines(stack, load(environ).providers, Options())


async def test_a_key_alone_lets_requests_choose_a_painter_and_ours_draws_otherwise() -> None:
    async with AsyncExitStack() as stack:
        engines = await _engines(stack, KIE_API_KEY="key", GEMINI_API_KEY="key")
        assert (engines.images.provider, engines.painters) == (
            "vector",
            ("vector", "gemini_image", "kie_imagen", "illustrated"),
        )
        named = engines.images_for(ModelChoice(image_provider="gemini_image"))
        by_model = engines.images_for(ModelChoice(image_model="nano-banana-2"))
        assert (named.provider, named.model) == ("gemini_image", "gemini-nano-banana-2.1")
        assert (by_model.provider, by_model.model) == ("kie_imagen", "nano-banana-2")
        assert engines.images_for(ModelChoice(image_provider="vector")) is engines.images


@pytest.mark.parametrize(
    ("chosen", "takes"), [("kie_imagen", True), ("vector", False), ("gemini_image", False), (None, True)]
)
async def test_an_image_model_alone_means_kie_where_nothing_else_was_chosen(chosen: str | None, takes: bool) -> None:  # noqa: FBT001 - a case
    environ = {"KIE_API_KEY": "key", "GEMINI_API_KEY": "key"}
    if chosen:
        environ["PAPERBANANA_IMAGE_PROVIDER"] = chosen
    async with AsyncExitStack() as stack:
        assert (await _engines(stack, **environ)).takes_image_models == takes


async def test_a_painter_that_is_configured_keeps_its_model_and_its_fallback_on_request() -> None:
    async with AsyncExitStack() as stack:
        engines = await _engines(
            stack,
            KIE_API_KEY="key",
            PAPERBANANA_IMAGE_PROVIDER="kie_imagen",
            PAPERBANANA_IMAGE_MODEL="nano-banana-2",
            PAPERBANANA_IMAGE_FALLBACK="vector",
        )
        again = engines.images_for(ModelChoice(image_provider="kie_imagen", image_model="google/nano-banana"))
        assert name_of(engines.images) == "kie_imagen/nano-banana-2 > vector/vector-1"
        assert name_of(again) == "kie_imagen/google/nano-banana > vector/vector-1"
        assert name_of(engines.images_for(ModelChoice(image_provider="vector"))) == "vector/vector-1"


async def test_the_file_of_a_model_is_looked_at_before_anything_is_served(tmp_path: Path) -> None:
    settings = load({"PAPERBANANA_LOCAL_MODEL": str(tmp_path / "gone.gguf")}).providers
    async with AsyncExitStack() as stack:
        with pytest.raises(EngineMisconfigured, match=r"cannot be read|needs the extra 'local'"):
            await open_engines(stack, settings, Options())


@pytest.mark.parametrize(
    ("environ", "model"),
    [
        ({}, "vector-1"),
        ({"KIE_API_KEY": "key", "GEMINI_API_KEY": "key"}, "vector-1+gemini-nano-banana-2.1"),
        (
            {"KIE_API_KEY": "k", "GEMINI_API_KEY": "k", "PAPERBANANA_PICTOGRAM_PROVIDER": "kie_imagen:nano-banana-2"},
            "vector-1+nano-banana-2",
        ),
        ({"PAPERBANANA_PICTOGRAM_PROVIDER": "scripted", "COLOUR": "red"}, "vector-1+scripted-1"),
    ],
)
async def test_illustrated_diagrams_have_their_pictograms_painted_where_somebody_can(
    environ: dict[str, str], model: str
) -> None:
    async with AsyncExitStack() as stack:
        engines = await _engines(stack, PAPERBANANA_IMAGE_PROVIDER="illustrated", **environ)
        assert (engines.images.provider, engines.images.model) == ("illustrated", model)
        assert engines.images_for(ModelChoice(image_provider="illustrated")) is engines.images
        assert engines.images_for(ModelChoice(image_provider="vector")).provider == "vector"
