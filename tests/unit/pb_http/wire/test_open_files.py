import resource

import pytest

from pb_http.wire.open_files import RESERVE, room_for


@pytest.mark.parametrize(
    ("limits", "room", "raised"),
    [
        ((1_024, 4_096), 1_000, (1_000 + RESERVE, 4_096)),
        ((1_024, 1_024), 1_024 - RESERVE, (1_024, 1_024)),
        ((64, 100), 1, (100, 100)),
        ((4_096, 4_096), 1_000, None),
        ((1_024, resource.RLIM_INFINITY), 1_000, (1_000 + RESERVE, resource.RLIM_INFINITY)),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), 1_000, None),
    ],
)
def test_the_limit_is_raised_as_far_as_it_may_be(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], room: int, raised: tuple[int, int] | None
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, given: told.append(given))

    assert room_for(1_000) == room
    assert told == ([] if raised is None else [raised])
