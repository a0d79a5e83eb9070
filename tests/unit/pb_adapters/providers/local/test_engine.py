"""LocalVlm over a real process that serves as llama.cpp does."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from pb_adapters.providers.local.engine import LocalVlm, memory_bytes, require_memory
from pb_adapters.providers.local.model_file import ModelFile
from pb_adapters.upstream.vlm_tuning import VlmTuning
from pb_core.application.roles.vision import question
from pb_core.domain.questions.vision_probe import token_of
from pb_core.errors import BlindEngine, EngineMisconfigured, EngineUnavailable, OutcomeUnknown, RequestRejected
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.memory.vlm import sample_requests
from support.model_files import Model


def planner(prompt: str = "Plan it.") -> VlmRequest:
    return replace(sample_requests()["planner"][0], prompt=prompt)


def windows(path: Path) -> list[str]:
    """The windows with which the model was loaded, in order."""
    return Path(f"{path}.windows").read_text().split()


async def test_the_model_is_loaded_once_and_answers(model: Model) -> None:
    path = model()
    async with LocalVlm(path) as engine:
        for _ in range(2):
            reply = await engine.complete(planner())
    assert reply.text == '{"a": 1}'
    assert reply.usage.cost_micros is None
    assert (engine.provider, engine.model, windows(path)) == ("local", "small", ["8192"])


async def test_a_longer_question_gets_a_larger_window(model: Model) -> None:
    path = model()
    async with LocalVlm(path, VlmTuning(max_output_tokens=500)) as engine:
        for words in (10, 12_000, 10):
            await engine.complete(planner("word " * words))
    assert windows(path) == ["4096", "32768"]


async def test_a_question_that_was_taken_for_shorter_than_it_is_may_be_asked_again(model: Model) -> None:
    path = model(holds=0.1)
    async with LocalVlm(path, VlmTuning(max_output_tokens=300)) as engine:
        with pytest.raises(RequestRejected) as caught:
            await engine.complete(planner())
        assert caught.value.retryable
        with pytest.raises(RequestRejected):
            await engine.complete(planner())
    assert windows(path) == ["4096", "8192"]


async def test_no_window_is_larger_than_the_models_own(model: Model) -> None:
    path = model(context=2_048, holds=0)
    async with LocalVlm(path) as engine:
        with pytest.raises(RequestRejected, match="window") as caught:
            await engine.complete(planner())
        assert not caught.value.retryable
    assert windows(path) == ["2048"]


async def test_a_model_that_cannot_be_loaded_says_why(model: Model) -> None:
    async with LocalVlm(model(error="unknown architecture")) as engine:
        with pytest.raises(EngineMisconfigured, match=r"small \(qwen2\) cannot be loaded: RuntimeError: unknown arch"):
            await engine.complete(planner())


async def test_a_model_that_dies_while_it_loads_may_need_more_memory(model: Model) -> None:
    async with LocalVlm(model(dies=True)) as engine:
        with pytest.raises(EngineUnavailable, match="more memory") as caught:
            await engine.complete(planner())
    assert not caught.value.retryable


async def test_a_model_that_dies_at_its_work_is_started_again(model: Model) -> None:
    path = model(dies_later=True)
    async with LocalVlm(path) as engine:
        with pytest.raises(OutcomeUnknown):
            await engine.complete(planner())
        model()
        assert (await engine.complete(planner())).text
    assert windows(path) == ["8192", "8192"]


async def test_pictures_are_refused(model: Model) -> None:
    async with LocalVlm(model()) as engine:
        with pytest.raises(BlindEngine, match="reads text only"):
            await engine.complete(question(token_of("any")))


async def test_without_the_extra_the_sentence_says_what_to_install(tmp_path: Path) -> None:
    async with LocalVlm(tmp_path / "small.gguf") as engine:
        with pytest.raises(EngineMisconfigured, match=r"pip install 'paperbanana-api\[local\]'"):
            await engine.check()


@pytest.mark.parametrize(("memory", "fits"), [(None, True), (2**31, True), (2**29, False)])
def test_a_model_larger_than_the_memory_is_refused(memory: int | None, *, fits: bool) -> None:
    file = ModelFile(path=Path("big.gguf"), size=2**30, name="big", architecture="qwen2")
    if fits:
        require_memory(file, memory)
    else:
        with pytest.raises(EngineMisconfigured, match=r"needs about 1\.1 GiB of memory and there are 0\.5"):
            require_memory(file, memory)


def test_this_machine_has_some_memory() -> None:
    memory = memory_bytes()
    assert memory is None or memory > 2**26


async def test_how_far_a_call_has_come_is_told_now_and_then(
    model: Model, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "pb_adapters.progress")
    monkeypatch.setattr("pb_adapters.providers.local.engine.TELL_SECONDS", 0)
    async with LocalVlm(model(reads=True)) as engine:
        await engine.complete(planner())
    assert [record.getMessage() for record in caplog.records] == [
        "the local model small is loaded with a window of 8192 tokens",
        "the local model small has read 512 of 1024 tokens",
        "the local model small has written 602 characters",
    ]
