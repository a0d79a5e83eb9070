"""The duties of every ``VlmEngine``."""

import anyio
import anyio.lowlevel
import msgspec
import pytest

from pb_core.domain.diagrams.spec import validate
from pb_core.domain.questions import Plan, PlotPlan
from pb_core.domain.questions.vision_probe import draw_token, token_of
from pb_core.errors import BlindEngine
from pb_core.ports.vlm import PORT_VERSION, ImagePart, VlmEngine, estimate
from pb_core.testing.contracts import Contract, Declare, declare
from pb_core.testing.memory.vlm import sample_requests


class VlmContract(Contract):
    """Duties of ``VlmEngine``. The author provides the fixture ``engine``."""

    port = "VlmEngine"
    port_version = PORT_VERSION

    async def test_an_engine_names_its_provider_and_model(self, engine: VlmEngine, record_property: Declare) -> None:
        """Both stand in every step record."""
        declare(record_property, provider=engine.provider, model=engine.model, sees_images=engine.sees_images)
        assert engine.provider.strip() == engine.provider != ""
        assert engine.model.strip() == engine.model != ""

    @pytest.mark.parametrize("role", ["planner", "stylist", "optimizer", "plot-chooser", "plot-planner"])
    async def test_an_answer_satisfies_the_schema_of_its_role(self, engine: VlmEngine, role: str) -> None:
        """The reply is JSON text that decodes to the type the schema was made from."""
        request, answer = sample_requests()[role]
        reply = await engine.complete(request)
        value: object = msgspec.json.decode(reply.text, type=answer)
        match value:
            case Plan():
                validate(value.spec)
            case PlotPlan():
                assert value.spec.layer

    @pytest.mark.parametrize("role", ["planner", "optimizer"])
    async def test_an_answer_costs_no_more_than_was_estimated(self, engine: VlmEngine, role: str) -> None:
        """What is reserved before a call is an upper bound; an engine without an estimate is free."""
        request, _ = sample_requests()[role]
        reply = await engine.complete(request)
        assert (reply.usage.cost_micros or 0) <= estimate(engine, request)

    async def test_a_blind_engine_refuses_pictures(self, engine: VlmEngine) -> None:
        """A picture is never silently dropped."""
        if engine.sees_images:
            pytest.skip("this engine declares that it sees pictures")
        request, _ = sample_requests()["planner"]
        with pytest.raises(BlindEngine):
            await engine.complete(
                msgspec.structs.replace(request, images=(ImagePart(media_type="image/png", data=b"x"),))
            )

    async def test_an_engine_that_sees_takes_pictures(self, engine: VlmEngine) -> None:
        """A question with a picture is answered by the same schema."""
        if not engine.sees_images:
            pytest.skip("this engine declares that it sees no pictures")
        request, answer = sample_requests()["optimizer"]
        picture = ImagePart(media_type="image/png", data=draw_token(token_of("suite")))
        reply = await engine.complete(msgspec.structs.replace(request, images=(picture,)))
        msgspec.json.decode(reply.text, type=answer)

    async def test_calls_do_not_mix(self, engine: VlmEngine) -> None:
        """Concurrent calls get their own answers."""
        answers: dict[str, object] = {}

        async def call(role: str) -> None:
            request, answer = sample_requests()[role]
            answers[role] = msgspec.json.decode((await engine.complete(request)).text, type=answer)

        async with anyio.create_task_group() as calls:
            for role in sample_requests():
                calls.start_soon(call, role)
        assert answers.keys() == sample_requests().keys()

    async def test_a_call_can_be_cancelled(self, engine: VlmEngine) -> None:
        """Cancellation ends the call, and the engine works on."""
        request, _ = sample_requests()["planner"]
        with anyio.CancelScope() as scope:
            scope.cancel()
            await engine.complete(request)
        assert scope.cancelled_caught
        await engine.complete(request)
