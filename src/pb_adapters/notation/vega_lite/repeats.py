"""Views that are repeated for several fields: the fields become rows, told apart by colour or by panels."""

from typing import Any

from msgspec import Struct

from pb_adapters.notation.vega_lite.parts import refuse
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_adapters.notation.vega_lite.statistics import title_of
from pb_core.domain.plots.transforms import Fold

_KINDS = ("layer", "row", "column")


class Repeat(Struct, frozen=True, kw_only=True):
    """Fields that a view is repeated for, and the columns of their names and values."""

    kind: str
    fields: tuple[str, ...]
    key: str
    value: str

    @property
    def layered(self) -> bool:
        """Whether the fields are layers of one panel."""
        return self.kind == "layer"

    def panels(self) -> dict[str, Any]:
        """The channel that makes a panel of each field."""
        columns = {"row": 1, "column": min(len(self.fields), 12)}.get(self.kind)
        found = {"field": _escaped(self.key), "type": "nominal", "sort": list(self.fields)}
        return found if columns is None else {**found, "columns": columns}

    def applied(self, view: object) -> tuple[object, set[str]]:
        """The view with the columns where it names the repeated field, and the channels where it does."""
        places: set[str] = set()
        made = self._applied(view, "", places)
        if self.layered and isinstance(made, dict) and isinstance(made.get("encoding"), dict):
            encoding = made["encoding"]
            told = {"color", "fill", "stroke", "shape", "detail"} & set(encoding)
            if not told:
                made = {**made, "encoding": {**encoding, "detail": {"field": _escaped(self.key), "type": "nominal"}}}
        return made, places

    def _applied(self, value: object, name: str, places: set[str]) -> object:
        if isinstance(value, list):
            return [self._applied(inner, name, places) for inner in value]
        if not isinstance(value, dict):
            return value
        made = {inner: self._applied(part, inner, places) for inner, part in value.items()}
        if value.get("field") == {"repeat": self._word}:
            places.add(name)
            made["field"] = _escaped(self.value)
            made.setdefault("title", self._title(value.get("aggregate")))
        if value.get("datum") == {"repeat": self._word}:
            del made["datum"]
            made |= {"field": _escaped(self.key), "type": "nominal", "sort": list(self.fields)}
            made.setdefault("title", None)
        return made

    @property
    def _word(self) -> str:
        return self.kind or "repeat"

    def _title(self, statistic: object) -> str | None:
        if not self.layered:
            return None
        names = [title_of(statistic, field) if isinstance(statistic, str) else field for field in self.fields]
        return ", ".join(names)


def repeat_of(document: object, pipeline: Pipeline, path: str) -> Repeat:
    """What is repeated; folds the fields. Raises ``InvalidRequest`` where it cannot be one plot."""
    kind, fields = "", document
    if isinstance(document, dict):
        if len(document) != 1 or not set(document) <= set(_KINDS):
            refuse(
                path, "must be a list of fields, or one of layer, row and column: grids of pairs have no counterpart"
            )
        kind, fields = next(iter(document.items()))
    if not isinstance(fields, list) or not fields:
        refuse(path, "must list the fields")
    names = pipeline.names(fields, path)
    key, value = pipeline.fresh("variable"), pipeline.fresh("value")
    pipeline.add(Fold(fields=names, as_=(key, value)), path)
    return Repeat(kind=kind, fields=names, key=key, value=value)


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace(".", "\\.").replace("[", "\\[").replace("]", "\\]")
