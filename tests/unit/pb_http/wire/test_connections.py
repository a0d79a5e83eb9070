from pb_http.wire.connections import Connections


class Seat:
    def __init__(self) -> None:
        self.evicted = False

    def evict(self) -> None:
        self.evicted = True


def test_the_first_that_became_idle_gives_way_and_only_once() -> None:
    connections = Connections(2)
    first, second, third = Seat(), Seat(), Seat()
    for seat in (first, second, third):
        connections.idle(seat)
    connections.busy(first)
    connections.idle(first)

    assert connections.admit(3)
    assert connections.admit(3)

    assert (first.evicted, second.evicted, third.evicted) == (False, True, True)


def test_nobody_gives_way_below_the_limit_or_while_all_are_busy() -> None:
    connections, seat = Connections(1), Seat()
    connections.idle(seat)
    assert connections.admit(1)
    connections.busy(seat)
    assert not connections.admit(2)
    assert not seat.evicted
