"""Request: one thing that an intent asks for; each kind knows how to meet it and how to tell whether a plot does."""

from msgspec import Struct

from pb_adapters.planners.offline.plots.data import Data
from pb_core.domain.plots.spec import PlotSpec


class Amended(Struct, frozen=True):
    """A specification after a request, and what there is to say about it."""

    spec: PlotSpec
    note: str = ""


class Request(Struct, frozen=True, kw_only=True):
    """Something asked for in ``words`` of the intent.

    Some kinds steer the choice of the chart and are met there; the others amend the finished specification. For
    all, what counts in the end is whether the specification keeps it.
    """

    words: str

    def amend(self, spec: PlotSpec, data: Data) -> Amended:
        """The specification changed so that it keeps the request, as far as the data allow."""
        return self._amend(spec, data)

    def kept(self, spec: PlotSpec, data: Data) -> bool:
        """Whether the specification does what is asked for."""
        return self._kept(spec, data)

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - kinds that need the data override it
        return Amended(spec)

    def _kept(self, spec: PlotSpec, data: Data) -> bool:
        raise NotImplementedError


class Refusal(Request, frozen=True, kw_only=True):
    """Something that no plot of ours does, and why."""

    reason: str

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - the reason is known before the data
        return Amended(spec, self.reason)

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - never
        return False


class Granted(Request, frozen=True, kw_only=True):
    """Something that every plot of ours does anyway."""

    note: str = ""

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - nothing to change
        return Amended(spec, self.note)

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - always
        return True
