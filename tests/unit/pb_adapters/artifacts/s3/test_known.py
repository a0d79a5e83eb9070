from pb_adapters.artifacts.s3.known import TRUSTED_SECONDS, Known


def test_what_was_seen_is_trusted_for_a_while_and_a_hint_afterwards() -> None:
    seconds = 0.0
    known = Known(now=lambda: seconds)
    known.learn("a", "1", ("x", "y"))
    assert known.trusted("a", "1") == ("x", "y")
    seconds = TRUSTED_SECONDS
    assert known.trusted("a", "1") is None
    assert known.copies("a", "1") == ("x", "y")


def test_nothing_is_known_of_others_and_of_what_was_lost() -> None:
    known = Known()
    known.learn("a", "1", ("x",))
    assert (known.trusted("b", "1"), known.copies("b", "1")) == (None, ())
    known.learn("a", "1", ())
    assert (known.trusted("a", "1"), known.copies("a", "1")) == (None, ())


def test_what_was_learnt_least_lately_is_forgotten_first() -> None:
    known = Known(most=2)
    for digest in ("1", "2", "1", "3"):
        known.learn("a", digest, ("x",))
    assert [known.copies("a", digest) for digest in "123"] == [("x",), (), ("x",)]


def test_an_owner_is_forgotten_alone() -> None:
    known = Known()
    known.learn("a", "1", ("x",))
    known.learn("b", "1", ("y",))
    known.forget_owner("a")
    assert (known.copies("a", "1"), known.copies("b", "1")) == ((), ("y",))
