import pytest

from pb_adapters.fakes.answering import by_schema
from pb_adapters.fakes.desk import Desk, House
from pb_adapters.fakes.exchange import Answer, Manner, Received, json_answer
from pb_adapters.fakes.faults import GENERAL, Fault, said
from pb_adapters.fakes.gemini.wording import GeminiVoice
from pb_adapters.fakes.painting import size_of
from pb_adapters.fakes.questions import Latency, Question, Tally, latency_of, no_latency
from pb_adapters.fakes.scripting import Condition, Script

WORDS = Question(endpoint="generate", model="gemini-3.8-flash", role="critic", prompt="Hello")
PICTURE = Question(
    endpoint="generate", model="gemini-nano-banana-2.1", role="painter", wants_picture=True, width=64, height=32
)
VOICE = GeminiVoice()


def _desk(*faults: Fault, latency: Latency = no_latency, body: bytes = b"{}") -> Desk:
    house = House(answer=by_schema, latency=latency, key="k")
    house.scripts += [Script(Condition(provider="gemini"), fault) for fault in faults]
    headers = {"x-goog-api-key": "k", "authorization": "Bearer k", "cookie": "k", "accept": "*/*"}
    request = Received(method="POST", path="/gemini/a", origin="http://x", headers=headers, body=body)
    return Desk(house, "gemini", request, "/a")


async def test_a_good_answer_is_billed() -> None:
    desk = _desk()
    answer = await desk.play(WORDS, VOICE)
    call = desk.call(answer, None)
    assert (call.billed, call.fault, call.role, call.prompt) == (True, None, "critic", "Hello")
    assert call.tally == VOICE.tally(WORDS, "You showed me 0 pictures and wrote: Hello", 0)


@pytest.mark.parametrize(("billed", "tally"), [(True, VOICE.tally(WORDS, "", 0)), (False, Tally())])
async def test_a_fault_instead_is_billed_if_it_says_so(billed: bool, tally: Tally) -> None:  # noqa: FBT001 - a parameter
    desk = _desk(said("x", "x", json_answer({}, 500), billed=billed))
    call = desk.call(await desk.play(WORDS, VOICE), None)
    assert (call.status, call.billed, call.tally) == (500, billed, tally)


async def test_a_fault_can_let_a_question_pass() -> None:
    desk = _desk(said("x", "x", lambda _: None))
    assert (await desk.play(WORDS, VOICE)).status == 200


async def test_a_fault_can_be_free_at_an_endpoint() -> None:
    free = Fault(name="x", what="x", instead=lambda _: json_answer({}, 400), free_at=("generate",))
    desk = _desk(free)
    assert not desk.call(await desk.play(WORDS, VOICE), None).billed


async def test_pictures_are_painted_and_changed() -> None:
    desk = _desk()
    painting = await desk.painting(PICTURE)
    assert painting is not None
    assert size_of(painting.data) == (64, 32)
    missing = _desk(GENERAL["picture-missing"])
    missing.ask(PICTURE)
    assert await missing.painting(PICTURE) is None


async def test_what_the_fake_itself_took_is_part_of_the_latency() -> None:
    desk = _desk(latency=latency_of(100))
    desk.ask(WORDS)
    assert 0 < desk.finished(Answer()).manner.delay <= 100
    late = _desk(latency=latency_of(0))
    late.ask(WORDS)
    assert late.finished(Answer()).manner.delay == 0


async def test_the_manner_of_a_fault_is_kept() -> None:
    desk = _desk(GENERAL["hang-up"])
    desk.ask(WORDS)
    assert desk.finished(Answer()).manner == Manner(hang_up=True)


async def test_what_is_kept_of_a_request() -> None:
    long = b'{"a": ["' + b"x" * 1000 + b'", 1], "b": "short"}'
    call = _desk(body=long).call(Answer(), "why")
    assert call.body == {"a": ["x" * 400 + "… (1000 characters)", 1], "b": "short"}
    assert (call.headers, call.rejected, call.repeat) == ({"accept": "*/*"}, "why", False)
    assert _desk(body=b"\xff").call(Answer(), None).body is None


async def test_what_the_provider_passes_over_is_noted() -> None:
    desk = _desk()
    desk.at("models")
    desk.note("odd")
    call = desk.call(Answer(), None)
    assert (call.endpoint, call.notes) == ("models", ("odd",))
