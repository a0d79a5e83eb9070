"""The duties of every ``VlmEngine``."""

import contextlib

import anyio
import anyio.lowlevel
import msgspec
import pytest

from pb_core.domain.diagrams.spec import validate
from pb_core.domain.questions import Plan, PlotPlan
from pb_core.domain.questions.vision_probe import draw_token, token_of
from pb_core.errors import BlindEngine
from pb_core.ports.vlm import PORT_VERSION, ImagePart, VlmEngine, VlmReply, estimate
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
        value = _decoded(role, await engine.complete(request), answer)
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
        cost, bound = reply.usage.cost_micros or 0, estimate(engine, request)
        assert cost <= bound, (
            f"a call cost {cost} micros and {bound} were estimated: let estimate(request) say what it costs at most"
        )

    async def test_a_request_is_left_as_it_was(self, engine: VlmEngine) -> None:
        """Whoever wraps an engine asks again, or asks another one, with the same request."""
        request, _ = sample_requests()["planner"]
        before = msgspec.json.encode(request)
        await engine.complete(request)
        assert msgspec.json.encode(request) == before, "the request was changed: build a body of your own from it"

    async def test_a_blind_engine_refuses_pictures(self, engine: VlmEngine) -> None:
        """A picture is never silently dropped."""
        if engine.sees_images:
            pytest.skip("this engine declares that it sees pictures")
        request, _ = sample_requests()["planner"]
        shown = msgspec.structs.replace(request, images=(ImagePart(media_type="image/png", data=b"x"),))
        with contextlib.suppress(BlindEngine):
            await engine.complete(shown)
            pytest.fail("a picture was dropped: raise BlindEngine, or declare sees_images and show it to the model")

    async def test_an_engine_that_sees_takes_pictures(self, engine: VlmEngine) -> None:
        """A question with a picture is answered by the same schema."""
        if not engine.sees_images:
            pytest.skip("this engine declares that it sees no pictures")
        request, answer = sample_requests()["optimizer"]
        picture = ImagePart(media_type="image/png", data=draw_token(token_of("suite")))
        _decoded("optimizer", await engine.complete(msgspec.structs.replace(request, images=(picture,))), answer)

    async def test_calls_do_not_mix(self, engine: VlmEngine) -> None:
        """Concurrent calls get their own answers."""
        replies: dict[str, VlmReply] = {}

        async def call(role: str) -> None:
            replies[role] = await engine.complete(sample_requests()[role][0])

        async with anyio.create_task_group() as calls:
            for role in sample_requests():
                calls.start_soon(call, role)
        for role, (_, answer) in sample_requests().items():
            _decoded(role, replies[role], answer)

    async def test_a_call_can_be_cancelled(self, engine: VlmEngine) -> None:
        """Cancellation ends the call, and the engine works on."""
        request, _ = sample_requests()["planner"]
        with anyio.CancelScope() as scope:
            scope.cancel()
            await engine.complete(request)
        assert scope.cancelled_caught, "a cancelled call went on: let cancellation pass through every except clause"
        await engine.complete(request)


def _decoded(role: str, reply: VlmReply, answer: type) -> object:
    try:
        return msgspec.json.decode(reply.text, type=answer)
    except msgspec.DecodeError as error:
        pytest.fail(
            f"the answer to the {role} is not the JSON that its schema asks for ({error}): send each call its own "
            "schema, return each its own answer, and cut off words around it"
        )
