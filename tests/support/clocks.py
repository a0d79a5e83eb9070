"""A clock that stands until it is turned."""


class TurnedClock:
    """Seconds since the test began, by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def turn(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
