"""Reference figures of our own, a JSON file and a picture each, that show the planner what a good plan is."""

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from pb_core.diagram import DiagramSpec, validate

_FOLDER = resources.files(__name__)


class Exemplar(Struct, frozen=True, kw_only=True):
    """One reference figure: its field of science, its method prose, its caption and its plan."""

    name: str
    field: str
    text: str
    caption: str
    spec: DiagramSpec

    def picture(self) -> bytes:
        """Read the drawn figure, a PNG with a long side of 1024 pixels."""
        return _FOLDER.joinpath(f"{self.name}.png").read_bytes()


class _Stored(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a JSON file holds; its name is the exemplar's."""

    field: str
    caption: str
    text: str
    spec: DiagramSpec


@cache
def load() -> tuple[Exemplar, ...]:
    """Return all reference figures, sorted by name; they are read once."""
    names = sorted(entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".json"))
    return tuple(_read(name) for name in names)


def _read(name: str) -> Exemplar:
    stored = msgspec.json.decode(_FOLDER.joinpath(name).read_bytes(), type=_Stored)
    return Exemplar(
        name=name.removesuffix(".json"),
        field=stored.field,
        text=stored.text,
        caption=stored.caption,
        spec=validate(stored.spec),
    )
