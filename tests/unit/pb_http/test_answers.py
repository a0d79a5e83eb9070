from hypothesis import given
from hypothesis import strategies as st

from pb_http.answers import Answers


def test_an_answer_is_held_under_its_tag() -> None:
    answers = Answers()
    answers.keep("k", ("t", '"1"'), b"one")

    assert answers.get("k", ("t", '"1"')) == b"one"
    assert answers.get("k", ("t", '"2"')) is None
    assert answers.get("k", ("u", '"1"')) is None
    assert answers.get("other", ("t", '"1"')) is None


def test_the_least_recently_read_is_dropped_first() -> None:
    answers = Answers(capacity=8)
    for name in "abc":
        answers.keep("k", (name, ""), b"123")
        answers.get("k", ("a", ""))

    assert [answers.get("k", (name, "")) for name in "abc"] == [b"123", None, b"123"]


def test_who_holds_most_gives_way() -> None:
    answers = Answers(capacity=12)
    answers.keep("small", ("first", ""), b"123")
    for name in "abcdefgh":
        answers.keep("large", (name, ""), b"123")

    assert answers.get("small", ("first", "")) == b"123"
    assert [name for name in "abcdefgh" if answers.get("large", (name, ""))] == ["f", "g", "h"]


def test_an_answer_larger_than_the_memory_is_not_held() -> None:
    answers = Answers(capacity=2)
    answers.keep("k", ("a", ""), b"123")

    assert (answers.get("k", ("a", "")), answers.size) == (None, 0)


def test_the_answers_of_who_is_gone_leave_the_memory() -> None:
    answers = Answers(capacity=12)
    for owner in ("gone", "here"):
        answers.keep(owner, ("t", ""), b"123456")
    answers.forget("gone")
    answers.forget("gone")

    assert (answers.get("gone", ("t", "")), answers.size) == (None, 6)
    answers.keep("here", ("u", ""), b"123456")
    assert answers.get("here", ("t", "")) == b"123456"


@given(st.lists(st.tuples(st.sampled_from("kl"), st.sampled_from("abcdef"), st.integers(0, 12))))
def test_no_more_is_held_than_allowed(kept: list[tuple[str, str, int]]) -> None:
    answers = Answers(capacity=20)
    for owner, name, size in kept:
        answers.keep(owner, (name, ""), bytes(size))

    held = sum(len(answers.get(owner, (name, "")) or b"") for owner in "kl" for name in "abcdef")
    assert held == answers.size <= 20
