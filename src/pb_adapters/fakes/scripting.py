"""Scripts: which fault strikes which call."""

from msgspec import Struct

from pb_adapters.fakes.faults import Fault
from pb_adapters.fakes.questions import Question


class Condition(Struct, frozen=True, kw_only=True):
    """Which questions a script is for; ``None`` means any."""

    provider: str
    role: str | None = None
    model: str | None = None
    endpoint: str | None = None

    def fits(self, provider: str, question: Question) -> bool:
        """Whether a question is meant."""
        return (
            provider == self.provider
            and self.role in {None, question.role}
            and self.model in {None, question.model}
            and self.endpoint in {None, question.endpoint}
        )


class Script:
    """A fault and the calls that it strikes: ``times`` of those that fit, from the ``call``-th on (1 is the first).

    ``times`` ``None`` means all of them. Calls are counted from the moment the script was written.
    """

    def __init__(self, condition: Condition, fault: Fault, *, call: int = 1, times: int | None = 1) -> None:
        self.condition, self.fault = condition, fault
        self._first, self._times, self._seen = call, times, 0

    def strikes(self, provider: str, question: Question) -> bool:
        """Count a call if it fits, and say whether the fault strikes it.

        Calls that make nothing are struck only where the script or the fault names their endpoint.
        """
        if not (self.condition.fits(provider, question) and self.fault.strikes(question)):
            return False
        if question.aside and question.endpoint not in {self.condition.endpoint, *self.fault.endpoints}:
            return False
        self._seen += 1
        return self._first <= self._seen and (self._times is None or self._seen < self._first + self._times)


def struck(scripts: list[Script], provider: str, question: Question) -> Fault | None:
    """The fault that strikes a call: the earliest script's, while every script counts the call."""
    faults = [script.fault for script in scripts if script.strikes(provider, question)]
    return faults[0] if faults else None
