"""An invitation signs in once, within a minute."""

from pb_http.invitations import LIFETIME_SECONDS, Invitations


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_invitation_is_taken_once() -> None:
    invitations = Invitations()
    token = invitations.invite("key")
    assert token not in invitations._open
    assert invitations.take(f"{token}x") is None
    assert invitations.take(token) == "key"
    assert invitations.take(token) is None


def test_an_old_invitation_is_none() -> None:
    clock = Clock()
    invitations = Invitations(clock)
    token, later = invitations.invite("key"), invitations.invite("key")
    clock.now = LIFETIME_SECONDS - 0.1
    assert invitations.take(token) == "key"
    clock.now = LIFETIME_SECONDS
    assert invitations.take(later) is None
