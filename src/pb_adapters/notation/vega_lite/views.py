"""Views: layers share what stands around them, panels repeat a view by a field, and repeated fields become rows."""

from typing import Any

from msgspec import UNSET

from pb_adapters.notation.vega_lite.grammar import Resolve, View
from pb_adapters.notation.vega_lite.limits import without_data
from pb_adapters.notation.vega_lite.parts import Notes, part, refuse, within
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_adapters.notation.vega_lite.repeats import repeat_of
from pb_adapters.notation.vega_lite.transform_steps import add_steps
from pb_adapters.notation.vega_lite.units import Unit, unit_of

MOST_LAYERS = 8

_FACETS = ("row", "column", "facet")


def resolved(document: dict[str, Any], path: str, notes: Notes) -> frozenset[str]:
    """The channels whose scales are independent."""
    read = part(document, Resolve, f"{path}.resolve", notes)
    for name, word in read.scale.items():
        if word not in {"shared", "independent"}:
            refuse(f"{within(f'{path}.resolve.scale', name)}", "must be shared or independent")
    return frozenset(name for name, word in read.scale.items() if word == "independent")


class Units:
    """The units of a specification, gathered from its views."""

    def __init__(self, notes: Notes) -> None:
        self.found: list[Unit] = []
        self.notes = notes
        self.title: object = UNSET
        self.columns: int | None = None
        self.right: set[int] = set()
        self.panels_apart: frozenset[str] = frozenset()

    def add(self, document: object, encoding: dict[str, Any], pipeline: Pipeline, path: str) -> None:
        """Add the units of a view, inside an encoding that is shared with it."""
        if not isinstance(document, dict):
            refuse(path, "must be a view: an object with a mark, or with layers")
        view = part(without_data(document), View, path, self.notes)
        self._set_title(view.title, path)
        add_steps(view.transform, pipeline, f"{path}.transform")
        kinds = [name for name in ("mark", "layer", "facet", "repeat") if getattr(view, name) is not UNSET]
        if len(kinds) != 1:
            refuse(path, "must have one of mark, layer, facet and repeat")
        independent = resolved(view.resolve, path, self.notes)
        merged = merged_encoding(encoding, view.encoding)
        match kinds[0]:
            case "mark":
                self._leave_out_columns(view, merged, path)
                self.panels_apart |= independent
                self.found.append(unit_of(view.mark, merged, pipeline, path))
            case "layer":
                self._add_layers(view, merged, pipeline, path, independent)
            case "facet":
                self._add_panels(view, merged, pipeline, path, independent)
            case _:
                self.panels_apart |= independent
                self._add_repeated(view, merged, pipeline, path)

    def _leave_out_columns(self, view: View, encoding: dict[str, Any], path: str) -> None:
        facet = encoding.get("facet")
        columns = facet.get("columns") if isinstance(facet, dict) else UNSET
        if columns is not None and columns is not UNSET:
            self._set_columns(columns, f"{path}.encoding.facet.columns")
        if view.spec is not UNSET:
            refuse(f"{path}.spec", "goes with facet and repeat")

    def _set_title(self, title: object, path: str) -> None:
        if title is UNSET:
            return
        if self.title is UNSET:
            self.title = title
        else:
            self.notes.look(f"{path}.title")

    def _set_columns(self, columns: object, path: str) -> None:
        if isinstance(columns, bool) or not isinstance(columns, int) or not 1 <= columns <= 12:  # noqa: PLR2004 - the grammar's bound
            refuse(path, "must be from 1 to 12")
        self.columns = columns

    def _add_layers(
        self, view: View, encoding: dict[str, Any], pipeline: Pipeline, path: str, independent: frozenset[str]
    ) -> None:
        layers = view.layer
        if not isinstance(layers, list) or not layers:
            refuse(f"{path}.layer", "must list at least one layer")
        for name in sorted(independent - {"y"}):
            self.notes.say(f"{path}.resolve.scale.{within('', name)}", "layers share it")
        if "y" in independent and len(layers) > 2:  # noqa: PLR2004 - left and right
            refuse(f"{path}.resolve.scale.y", "there are two value axes, left and right: layers must be two")
        shared = len(pipeline.added)
        for number, layer in enumerate(layers):
            if len(self.found) >= MOST_LAYERS:
                refuse(f"{path}.layer", f"has too many layers: {MOST_LAYERS} are drawn")
            own = pipeline.fork()
            own.added = pipeline.added[:shared].copy()
            first = len(self.found)
            self.add(layer, encoding, own, f"{path}.layer[{number}]")
            if "y" in independent and number:
                self.right |= set(range(first, len(self.found)))

    def _add_panels(
        self, view: View, encoding: dict[str, Any], pipeline: Pipeline, path: str, independent: frozenset[str]
    ) -> None:
        facet = view.facet
        if not isinstance(facet, dict):
            refuse(f"{path}.facet", "must be an object")
        fields = {"facet": facet} if "field" in facet else facet
        if not fields or not set(fields) <= set(_FACETS):
            refuse(f"{path}.facet", "must have a field, or a row or a column")
        if view.columns is not UNSET:
            self._set_columns(view.columns, f"{path}.columns")
        self.panels_apart |= independent
        self.add(view.spec, {**encoding, **fields}, pipeline, f"{path}.spec")

    def _add_repeated(self, view: View, encoding: dict[str, Any], pipeline: Pipeline, path: str) -> None:
        repeat = repeat_of(view.repeat, pipeline, f"{path}.repeat")
        if view.columns is not UNSET:
            self._set_columns(view.columns, f"{path}.columns")
        spec, places = repeat.applied(view.spec)
        if not repeat.layered:
            if places != {"y"}:
                refuse(
                    f"{path}.repeat",
                    "panels share their x axis: repeat fields on y, or draw each and join them with /api/composite",
                )
            self.panels_apart |= {"y"}
            encoding = {**encoding, "facet": repeat.panels()}
        self.add(spec, encoding, pipeline, f"{path}.spec")


def merged_encoding(outer: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    """An encoding inside another one: what a channel says itself goes before what is said around it."""
    merged = dict(outer)
    for name, own in inner.items():
        around = merged.get(name)
        merged[name] = {**around, **own} if isinstance(around, dict) and isinstance(own, dict) else own
    return merged
