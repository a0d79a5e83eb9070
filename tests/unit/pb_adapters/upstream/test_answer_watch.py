import msgspec
import pytest

from pb_adapters.upstream.answer_watch import TAIL, AnswerWatch, runs_on


def event(**delta: object) -> bytes:
    return b"data: " + msgspec.json.encode({"choices": [{"index": 0, "delta": delta}]}) + b"\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "a" * TAIL,
        " \n" * TAIL,
        '{"id": "e1"}, ' * 200,
        "".join(f'{{"id": "e{number}"}}, ' for number in range(200)),
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
        "The encoder maps tokens to vectors. " * 3 + "The decoder reads them. " * 3,
    ],
)
def test_an_answer_that_goes_on_does_not(text: str) -> None:
    assert not runs_on(text)


def test_words_and_thoughts_are_read_as_they_come() -> None:
    told: list[int] = []
    watch = AnswerWatch(1_000, told.append)
    whole = event(reasoning_content="hm " * 200) + b": ping\n\n" + event(content="{") + event(content="}")
    for place in range(0, len(whole), 7):
        assert not watch(whole[place : place + 7])
    assert (watch.words, watch.thoughts) == ("{}", "hm " * 200)
    assert told == [600]


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
