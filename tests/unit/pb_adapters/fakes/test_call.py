import pytest

from pb_adapters.fakes.answers import by_schema
from pb_adapters.fakes.call import FakeCall, FakeWorld
from pb_adapters.fakes.exchange import Answer, Delivery, Received, json_answer
from pb_adapters.fakes.gemini.replies import GeminiReplies
from pb_adapters.fakes.pictures import size_of
from pb_adapters.fakes.prompt_parser import Latency, Question, Tally, latency_of, no_latency
from pb_adapters.fakes.scripted_faults import GENERAL, Condition, Fault, Script, fault

WORDS = Question(endpoint="generate", model="gemini-3.8-flash", role="critic", prompt="Hello")
PICTURE = Question(
    endpoint="generate", model="gemini-nano-banana-2.1", role="painter", wants_picture=True, width=64, height=32
)
REPLIES = GeminiReplies()


def _call_of(*faults: Fault, latency: Latency = no_latency, body: bytes = b"{}") -> FakeCall:
    world = FakeWorld(answer=by_schema, latency=latency, key="k")
    world.scripts += [Script(Condition(provider="gemini"), fault) for fault in faults]
    headers = {"x-goog-api-key": "k", "authorization": "Bearer k", "cookie": "k", "accept": "*/*"}
    request = Received(method="POST", path="/gemini/a", origin="http://x", headers=headers, body=body)
    return FakeCall(world, "gemini", request, "/a")


async def test_a_good_answer_is_billed() -> None:
    call = _call_of()
    answer = await call.play(WORDS, REPLIES)
    call = call.record(answer, None)
    assert (call.billed, call.fault, call.role, call.prompt) == (True, None, "critic", "Hello")
    assert call.tally == REPLIES.tally(WORDS, "You showed me 0 pictures and wrote: Hello", 0)


@pytest.mark.parametrize(("billed", "tally"), [(True, REPLIES.tally(WORDS, "", 0)), (False, Tally())])
async def test_a_fault_instead_is_billed_if_it_says_so(billed: bool, tally: Tally) -> None:  # noqa: FBT001 - a parameter
    call = _call_of(fault("x", "x", json_answer({}, 500), billed=billed))
    call = call.record(await call.play(WORDS, REPLIES), None)
    assert (call.status, call.billed, call.tally) == (500, billed, tally)


async def test_a_fault_can_let_a_question_pass() -> None:
    call = _call_of(fault("x", "x", lambda _: None))
    assert (await call.play(WORDS, REPLIES)).status == 200


async def test_a_fault_can_be_free_at_an_endpoint() -> None:
    free = Fault(name="x", what="x", instead=lambda _: json_answer({}, 400), free_at=("generate",))
    call = _call_of(free)
    assert not call.record(await call.play(WORDS, REPLIES), None).billed


async def test_pictures_are_painted_and_changed() -> None:
    call = _call_of()
    painting = await call.painting(PICTURE)
    assert painting is not None
    assert size_of(painting.data) == (64, 32)
    missing = _call_of(GENERAL["picture-missing"])
    missing.ask(PICTURE)
    assert await missing.painting(PICTURE) is None


async def test_a_picture_that_is_asked_for_again_is_another_one() -> None:
    call = _call_of()
    pictures = []
    for _ in range(3):
        call.ask(PICTURE)
        painting = await call.painting(PICTURE)
        assert painting is not None
        pictures.append(painting.data)
    assert len(set(pictures)) == 3
    first = await call.painting(PICTURE, take=0)
    assert first is not None
    assert first.data == pictures[0]


async def test_what_the_fake_itself_took_is_part_of_the_latency() -> None:
    call = _call_of(latency=latency_of(100))
    call.ask(WORDS)
    assert 0 < call.finished(Answer()).delivery.delay <= 100
    late = _call_of(latency=latency_of(0))
    late.ask(WORDS)
    assert late.finished(Answer()).delivery.delay == 0


async def test_the_manner_of_a_fault_is_kept() -> None:
    call = _call_of(GENERAL["hang-up"])
    call.ask(WORDS)
    assert call.finished(Answer()).delivery == Delivery(hang_up=True)


async def test_what_is_kept_of_a_request() -> None:
    long = b'{"a": ["' + b"x" * 1000 + b'", 1], "b": "short"}'
    call = _call_of(body=long).record(Answer(), "why")
    assert call.body == {"a": ["x" * 400 + "… (1000 characters)", 1], "b": "short"}
    assert (call.headers, call.rejected, call.repeat) == ({"accept": "*/*"}, "why", False)
    assert _call_of(body=b"\xff").record(Answer(), None).body is None


async def test_what_the_provider_passes_over_is_noted() -> None:
    call = _call_of()
    call.at("models")
    call.note("odd")
    call = call.record(Answer(), None)
    assert (call.endpoint, call.notes) == ("models", ("odd",))
