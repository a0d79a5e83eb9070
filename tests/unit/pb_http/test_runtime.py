from hypothesis import given
from hypothesis import strategies as st

from pb_http.runtime import Answers


def test_an_answer_is_held_under_its_tag() -> None:
    answers = Answers()
    answers.keep(("t", '"1"'), b"one")

    assert answers.get(("t", '"1"')) == b"one"
    assert answers.get(("t", '"2"')) is None
    assert answers.get(("u", '"1"')) is None


def test_the_least_recently_read_is_dropped_first() -> None:
    answers = Answers(capacity=8)
    for name in "abc":
        answers.keep((name, ""), b"123")
        answers.get(("a", ""))

    assert [answers.get((name, "")) for name in "abc"] == [b"123", None, b"123"]


def test_an_answer_larger_than_the_memory_is_not_held() -> None:
    answers = Answers(capacity=2)
    answers.keep(("a", ""), b"123")

    assert answers.get(("a", "")) is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 12))))
def test_no_more_is_held_than_allowed(kept: list[tuple[str, int]]) -> None:
    answers = Answers(capacity=20)
    for name, size in kept:
        answers.keep((name, ""), bytes(size))

    assert sum(len(answers.get((name, "")) or b"") for name in "abcdef") <= 20
