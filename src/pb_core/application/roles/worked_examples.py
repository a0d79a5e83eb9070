"""Worked examples: what each role is shown beforehand, given and answered, in the form of its own question and schema.

They are ours, a JSON file for each role. That they hold what the role is told is checked as answers of models are.
"""

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from pb_core.domain.questions.plots import profile_text
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_table

PROFILE = "Profile of the table (JSON)"


class WorkedExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is given, by its headings, and the answer; ``table`` is the data that a plot's profile is made of."""

    given: dict[str, object]
    answer: dict[str, object]
    table: dict[str, list[object]] | None = None

    @property
    def text(self) -> str:
        """Given and answer as the role reads and writes them."""
        lines = [f"{heading}: {_written(value)}" for heading, value in self.given.items()]
        if self.table is not None:
            lines.append(f"{PROFILE}: {profile_text(profile(read_table(self.table, TableLimits())))}")
        return "\n".join((*lines, f"Answer: {_written(self.answer)}"))


@cache
def worked_examples(name: str) -> tuple[WorkedExample, ...]:
    """The examples of the role whose prompt has this name; none where there is no file."""
    file = resources.files(__package__ or __name__).joinpath(f"{name}.examples.json")
    return msgspec.json.decode(file.read_bytes(), type=tuple[WorkedExample, ...]) if file.is_file() else ()


@cache
def examples_text(name: str) -> str:
    """The examples of a role for its system message, ``""`` where there are none."""
    texts = (f"Example {number}\n{example.text}" for number, example in enumerate(worked_examples(name), 1))
    return "\n\n".join(texts)


def _written(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
