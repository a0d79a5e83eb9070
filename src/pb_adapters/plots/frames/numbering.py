"""Numbering: how the numbers of one layer's labels are written, with the decimals that they need together."""

import numpy as np
from msgspec import Struct, structs

from pb_adapters.plots.frames.model import Floats
from pb_core.plot.grammar import Format, Style
from pb_core.plot.wording import decimals_of, number_text

_SMALLEST_PLAIN = 1e-4
_SHORT_DECIMALS = 2
_EXACT = 1e-9


class Numbering(Struct, frozen=True):
    """``form`` as the specification states it; ``decimals`` are those in common where it states none."""

    form: Format
    decimals: int | None

    def text(self, number: float) -> str:
        """A label: "" for a missing number.

        A number of which the decimals in common would leave less than two digits is written by itself, to
        three digits; what is not zero is never written as zero.
        """
        if np.isnan(number):
            return ""
        scaled = abs(number) * (100 if self.form.style is Style.PERCENT else 1)
        if self.decimals is not None and self.form.style in {Style.PLAIN, Style.PERCENT}:
            rest = abs(round(scaled, self.decimals) - scaled)
            if scaled < 10.0 ** (1 - self.decimals) and rest > _EXACT * scaled:
                return number_text(float(f"{number:.3g}"), self.form)
        return number_text(number, structs.replace(self.form, decimals=self.decimals))


def numbering(form: Format, numbers: Floats) -> Numbering:
    """How to write these numbers.

    Plain numbers and percentages get the decimals of ``decimals_of``. Plain numbers that are all below 0.0001
    are written as powers of ten, those and SI numbers with two decimals. Stated decimals are kept as they are.
    """
    numbers = np.unique(numbers[np.isfinite(numbers)])
    if form.decimals is not None or not len(numbers):
        return Numbering(form, form.decimals)
    if form.style is Style.PLAIN and 0 < float(np.abs(numbers).max()) < _SMALLEST_PLAIN:
        form = structs.replace(form, style=Style.SCIENTIFIC)
    if form.style in {Style.SCIENTIFIC, Style.SI}:
        return Numbering(form, _SHORT_DECIMALS)
    scale = 100.0 if form.style is Style.PERCENT else 1.0
    return Numbering(form, decimals_of((numbers * scale).tolist()))
