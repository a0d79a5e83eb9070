"""Prompt numbers: a rewritten prompt keeps the numbers that it had and gets none that nobody gave."""

import re

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TELLING = 2  # digits: smaller numbers count headings and list items
_NAMED = 6


def number_faults(description: str, rewritten: str, given: str) -> str:
    """What is wrong with the numbers of a rewritten description, ``""`` for nothing.

    ``given`` is all else that its author gave: context, caption and guidelines.
    """
    before, after, known = (set(_NUMBER.findall(text)) for text in (description, rewritten, given))
    lost = sorted(before - after)
    new = sorted(number for number in after - before - known if len(number) >= _TELLING)
    said = []
    if lost:
        said.append(f"It has lost {_listed(lost)}, which the description has.")
    if new:
        said.append(f"It has {_listed(new)}, which neither the description nor the context has.")
    return " ".join(said)


def _listed(numbers: list[str]) -> str:
    return ", ".join(numbers[:_NAMED]) + (" and others" if len(numbers) > _NAMED else "")
