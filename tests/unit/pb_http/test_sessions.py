"""Sessions end by themselves, are kept within bounds, and cannot be guessed from what is kept."""

from pb_http import sessions
from pb_http.sessions import IDLE_SECONDS, LIFETIME_SECONDS, MOST_NOTES, Session, Sessions


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_session_is_found_by_its_token_only() -> None:
    kept = Sessions()
    token = kept.open("key")
    found = kept.find(token)
    assert found is not None
    assert found.key_id == "key"
    assert not found.is_operator
    assert kept.find(token + "x") is None
    assert token not in kept._open


def test_every_session_has_a_token_and_a_form_token_of_its_own() -> None:
    kept = Sessions()
    first, second = kept.open(), kept.open()
    one, other = kept.find(first), kept.find(second)
    assert first != second
    assert one is not None
    assert other is not None
    assert one.owns(one.csrf)
    assert not one.owns(other.csrf)
    assert not one.owns("é")


def test_a_session_ends_without_requests() -> None:
    clock = Clock()
    kept = Sessions(clock)
    token = kept.open()
    clock.now += IDLE_SECONDS - 1
    assert kept.find(token) is not None
    clock.now += IDLE_SECONDS
    assert kept.find(token) is None


def test_a_session_in_use_ends_after_its_lifetime() -> None:
    clock = Clock()
    kept = Sessions(clock)
    token = kept.open()
    while clock.now < LIFETIME_SECONDS - IDLE_SECONDS / 2:
        assert kept.find(token) is not None
        clock.now += IDLE_SECONDS / 2
    clock.now = LIFETIME_SECONDS
    assert kept.find(token) is None


def test_signing_out_everywhere_ends_the_sessions_of_one_key() -> None:
    kept = Sessions()
    mine, mine_too, other, operator = kept.open("a"), kept.open("a"), kept.open("b"), kept.open()
    kept.end_all("a")
    assert [kept.find(token) is not None for token in (mine, mine_too, other, operator)] == [False, False, True, True]


def test_the_oldest_session_ends_where_there_are_too_many(monkeypatch) -> None:  # noqa: ANN001 - pytest's
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 2)
    kept = Sessions()
    first, second, third = kept.open(), kept.open(), kept.open()
    assert kept.find(first) is None
    assert kept.find(second) is not None
    assert kept.find(third) is not None


def test_a_note_is_taken_once_and_only_some_are_kept() -> None:
    session = Session(csrf="token", opened=0, seen=0)
    for number in range(MOST_NOTES + 1):
        session.leave(f"note {number}", "text")
    assert session.take("note 0") == ""
    assert session.take("note 1") == "text"
    assert session.take("note 1") == ""
    session.leave("key", "pb_secret")
    assert "pb_secret" not in repr(session)
