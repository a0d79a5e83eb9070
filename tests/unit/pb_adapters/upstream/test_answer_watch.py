import msgspec
import pytest

from pb_adapters.upstream.answer_watch import TAIL, AnswerWatch, Progress, runs_on


def event(**delta: object) -> bytes:
    return b"data: " + msgspec.json.encode({"choices": [{"index": 0, "delta": delta}]}) + b"\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "a" * TAIL,
        " \n" * TAIL,
        '{"id": "e1"}, ' * 200,
        "A fine beginning. " + "and so on " * 200,
    ],
)
def test_the_same_piece_over_and_over_runs_on(text: str) -> None:
    assert runs_on(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a" * (TAIL - 1),
        "".join(
            f'{{"id": "part_{chr(97 + n % 26)}{chr(97 + n // 26)}", "label": "the part {n * n}"}}, ' for n in range(60)
        ),
        "".join(
            f'    {{\n      "name": "n{n}->n{n + 1}",\n      "standing": "present",\n      "note": ""\n    }},\n'
            for n in range(19)
        ),
        "".join(
            f'{{"id": "layer_{n}", "label": "Layer {n}", "kind": "module", "group": "stack"}}, ' for n in range(16)
        ),
        "The encoder maps tokens to vectors. " * 3 + "The decoder reads them. " * 3,
    ],
)
def test_an_answer_that_goes_on_does_not(text: str) -> None:
    assert not runs_on(text)


def test_words_and_thoughts_are_read_as_they_come() -> None:
    told: list[Progress] = []
    watch = AnswerWatch(1_000, told.append)
    whole = event(reasoning_content="hm " * 200) + b": ping\n\n" + event(content="{") + event(content="}")
    for place in range(0, len(whole), 7):
        assert not watch(whole[place : place + 7])
    assert (watch.words, watch.thoughts) == ("{}", "hm " * 200)
    assert told == [Progress(0, 0, 600)]


def test_an_answer_longer_than_was_allowed_is_stopped() -> None:
    watch = AnswerWatch(10)
    words = "".join(f"word{number} " for number in range(100))
    assert watch(event(content=words))
    assert watch.stopped


def test_an_answer_that_runs_on_is_stopped() -> None:
    watch = AnswerWatch(10_000)
    assert not watch(event(content="Some words of a good beginning. "))
    assert any(watch(event(content="and on ")) for _ in range(400))


@pytest.mark.parametrize("line", [b"data: [DONE]\n", b"data: {\n", b"data: \xff\n", b'{"choices": []}', b"event: x\n"])
def test_what_is_no_chunk_is_passed_over(line: bytes) -> None:
    watch = AnswerWatch(10)
    assert not watch(line)
    assert watch.words == ""


def test_how_much_of_the_question_is_read_is_told() -> None:
    told: list[Progress] = []
    watch = AnswerWatch(1_000, told.append)
    for done in (512, 1_024):
        progress = {"total": 1_024, "cache": 0, "processed": done, "time_ms": 9}
        watch(b"data: " + msgspec.json.encode({"choices": [], "prompt_progress": progress}) + b"\n\n")
    watch(event(content="word " * 100))
    assert told == [Progress(512, 1_024, 0), Progress(1_024, 1_024, 0), Progress(1_024, 1_024, 500)]
