"""Numbering: the labels of one layer's numbers, which share their decimals in all panels."""

import numpy as np
from msgspec import Struct

from pb_adapters.plots.frames.model import Floats
from pb_core.plot.grammar import Format
from pb_core.plot.wording import number_texts


class Numbering(Struct, frozen=True):
    """``labels`` holds the text of each number."""

    labels: dict[float, str]

    def text(self, number: float) -> str:
        """The label of a number, ``""`` for a missing one."""
        return self.labels.get(number, "")


def numbering(form: Format, numbers: Floats) -> Numbering:
    """The labels of these numbers as ``number_texts`` writes them together."""
    distinct = np.unique(numbers[np.isfinite(numbers)]).tolist()
    return Numbering(dict(zip(distinct, number_texts(distinct, form), strict=True)))
