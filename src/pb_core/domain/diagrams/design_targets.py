"""What a drawing that looks designed measures: a target and a weight for each measure, one score, and findings."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from pb_core.domain.diagrams.scene import DrawnScene, blocks_of
from pb_core.domain.diagrams.scene_measures import measure_scene
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.findings import Check, Finding

SMALLEST, LARGEST = 6, 30  # blocks of the plans that the targets are made for


class Target(Struct, frozen=True, kw_only=True):
    """The range that a measure shall have.

    Any miss costs ``step`` of the ``weight`` at once; ``scale`` is the one that costs half of the rest. ``words`` says
    the rule, ``percent`` how values are told.
    """

    low: float = float("-inf")
    high: float = float("inf")
    scale: float
    weight: float
    words: str
    percent: bool = False
    step: float = 0.0

    def miss(self, value: float) -> float:
        """How far a value lies outside, in its own unit; 0 inside."""
        return max(self.low - value, value - self.high, 0.0)

    def cost(self, value: float) -> float:
        """What a value costs, from 0 inside the range to nearly 1."""
        missed = self.miss(value)
        return self.step + (1 - self.step) * missed / (missed + self.scale) if missed else 0.0

    def told(self, value: float | None = None) -> str:
        """A value in words, in percent where the measure is one; the range without a value."""
        if value is not None:
            return f"{100 * value:.3g} %" if self.percent else f"{value:.3g}"
        if self.low == float("-inf"):
            return f"at most {self.told(self.high)}"
        if self.high == float("inf"):
            return f"at least {self.told(self.low)}"
        return f"{self.told(self.low)} to {self.told(self.high)}"


TARGETS: dict[str, Target] = {
    "quiet share": Target(
        high=0.08,
        scale=0.04,
        weight=8,
        step=0.25,
        percent=True,
        words="the largest empty rectangle covers {} of the figure",
    ),
    "quiet panel": Target(
        high=0.16,
        scale=0.08,
        weight=8,
        step=0.4,
        percent=True,
        words="the largest empty rectangle of a panel covers {} of it below its title",
    ),
    "marked cells": Target(low=0.75, scale=0.15, weight=3, percent=True, words="{} of the figure hold marks"),
    "marked middle": Target(low=0.70, scale=0.3, weight=1, percent=True, words="{} of the figure's middle hold marks"),
    "median arrow": Target(high=0.06, scale=0.04, weight=3, percent=True, words="an arrow is {} of the width long"),
    "long arrows": Target(high=0.10, scale=0.15, weight=1, percent=True, words="{} of the arrows are long"),
    "overlong arrows": Target(
        high=1, scale=1, weight=8, step=0.25, words="{} arrows are longer than a third of the width"
    ),
    "continued arrows": Target(high=0, scale=6, weight=3, words="{} letters stand for arrows"),
    "arrows in all": Target(high=1.5, scale=1, weight=3, words="all arrows together are {} widths long"),
    "bends": Target(high=0.7, scale=0.6, weight=3, words="an arrow has {} bends"),
    "most bends": Target(high=3, scale=2, weight=1, words="one arrow has {} bends"),
    "crossings": Target(high=1, scale=2, weight=4, words="arrows cross {} times as often as they may"),
    "doubtful lines": Target(high=0, scale=2, weight=4, words="{} pairs of arrows can be taken for each other"),
    "passed panels": Target(
        high=0, scale=1, weight=4, words="{} arrows run through panels of others, or leave a panel and come back"
    ),
    "passed heads": Target(high=0, scale=1, weight=6, words="{} lines pass close to the heads of other arrows"),
    "bare heads": Target(high=0, scale=3, weight=2, words="{} arrows bend just before their heads"),
    "seeming lines": Target(high=0, scale=2, weight=2, words="{} pairs of arrows read as one line"),
    "doubtful labels": Target(high=0, scale=2, weight=3, words="{} labels stand as near to another arrow"),
    "forward arrows": Target(low=0.7, scale=0.3, weight=1, percent=True, words="{} of the arrows point one way"),
    "contrary arrows": Target(high=0, scale=1, weight=6, words="{} arrows lead to the left or up"),
    "turning flow": Target(
        high=0.2,
        scale=0.2,
        weight=6,
        step=0.3,
        percent=True,
        words="{} of the flow leads another way than the rest",
    ),
    "torn steps": Target(high=0, scale=2, weight=6, words="{} letters stand for all that a block sends"),
    "crooked steps": Target(high=0, scale=2, weight=6, step=0.3, words="{} steps of chains are not straight"),
    "crooked inner steps": Target(
        high=0, scale=2, weight=4, words="{} steps of chains are not straight in their panel"
    ),
    "offset steps": Target(
        high=3, scale=4, weight=6, words="{} arrows lead to what stands in no row or column with their source"
    ),
    "ragged columns": Target(high=0, scale=1, weight=2, words="columns begin at {} heights more than one"),
    "type ratio": Target(low=1.4, scale=0.15, weight=2, words="the largest type is {} times the smallest"),
    "margin": Target(low=0.008, high=0.016, scale=0.01, weight=1, percent=True, words="the margin is {} of the width"),
    "margin spread": Target(
        high=0.005, scale=0.02, weight=1, percent=True, words="the margins differ by {} of the width"
    ),
    "panels": Target(low=2, scale=1, weight=4, words="{} panels set parts of the figure off"),
    "panel cover": Target(low=0.85, scale=0.3, weight=2, percent=True, words="panels cover {} of the content"),
    "emptiest panel": Target(low=0.35, scale=0.2, weight=1, percent=True, words="a panel is filled to {} only"),
    "fullest panel": Target(high=0.85, scale=0.2, weight=1, percent=True, words="a panel is filled to {}"),
    "stray places": Target(high=3, scale=3, weight=4, words="blocks stand at {} places beyond their rows"),
    "ragged panels": Target(high=0, scale=2, weight=8, step=0.5, words="{} sides of panels line up with no other"),
    "turned panels": Target(high=0.1, scale=1, weight=8, step=0.4, words="{} panels are read in several directions"),
    "block ratio": Target(low=4, high=15, scale=3, weight=1, words="the largest block is {} times the smallest"),
    "hollow blocks": Target(high=0, scale=2, weight=4, words="{} blocks are much higher than what they hold"),
    "contribution": Target(low=1.3, scale=0.5, weight=2, words="the contribution is {} times the next largest block"),
    "text": Target(low=0.06, high=0.16, scale=0.06, weight=0.5, percent=True, words="text covers {} of the figure"),
    "pictograms": Target(low=0.05, scale=0.1, weight=0.5, percent=True, words="pictograms cover {} of the figure"),
    "aspect": Target(low=1.6, high=2.8, scale=0.6, weight=4, words="the figure is {} times as wide as high"),
}
"""The targets by the name of their measure. Measures that are missing here are told and cost nothing."""


def score(measured: Mapping[str, float], *, free_ratio: bool = True) -> float:
    """One number from nearly 0 to 1, where all targets are met.

    ``free_ratio`` says whether the caller left the aspect open. What the drawing has nothing of counts neither way.
    """
    costs = _costs(measured, free_ratio=free_ratio)
    return 1 - sum(costs.values()) / sum(TARGETS[name].weight for name in costs) if costs else 1.0


def misses(measured: Mapping[str, float], *, free_ratio: bool = True) -> tuple[str, ...]:
    """The names of the measures outside their targets, the costliest first."""
    costs = _costs(measured, free_ratio=free_ratio)
    return tuple(sorted((name for name, cost in costs.items() if cost), key=lambda name: -costs[name]))


def _costs(measured: Mapping[str, float], *, free_ratio: bool) -> dict[str, float]:
    """What each measure with a target costs, by its weight."""
    return {
        name: target.weight * target.cost(measured[name])
        for name, target in TARGETS.items()
        if name in measured and (free_ratio or name != "aspect")
    }


def design_findings(
    scene: DrawnScene, spec: DiagramSpec, emphasis: Sequence[str] = (), *, free_ratio: bool = True
) -> tuple[Finding, ...]:
    """Each target that a drawing of 6 to 30 blocks misses, the costliest first; none for other drawings."""
    if not SMALLEST <= len(blocks_of(scene)) <= LARGEST:
        return ()
    measured = measure_scene(scene, spec, emphasis)
    return tuple(
        Finding(check=Check.DESIGN, subject=name, detail=_sentence(TARGETS[name], measured[name]))
        for name in misses(measured, free_ratio=free_ratio)
    )


def design_note(
    scene: DrawnScene, spec: DiagramSpec, emphasis: Sequence[str] = (), *, free_ratio: bool = True
) -> tuple[str, ...]:
    """One sentence that names every target that a drawing of 6 to 30 blocks misses, if there are any."""
    if not SMALLEST <= len(blocks_of(scene)) <= LARGEST:
        return ()
    measured = measure_scene(scene, spec, emphasis)
    missed = [
        f"{name} {TARGETS[name].told(measured[name])} ({TARGETS[name].told()})"
        for name in misses(measured, free_ratio=free_ratio)
    ]
    return (f"The drawing falls short of targets of design: {', '.join(missed)}.",) if missed else ()


def _sentence(target: Target, value: float) -> str:
    return f"{target.words.format(target.told(value))}; the target is {target.told()}"
