"""Short makers of the parts of a plot's specification."""

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, Side


def quantity(field: str) -> Channel:
    """A channel of numbers."""
    return Channel(field=field, type=FieldType.QUANTITATIVE)


def nominal(field: str) -> Channel:
    """A channel of names."""
    return Channel(field=field, type=FieldType.NOMINAL)


def temporal(field: str) -> Channel:
    """A channel of times."""
    return Channel(field=field, type=FieldType.TEMPORAL)


def layer(
    mark: Mark | MarkType, *, axis: Side = Side.LEFT, transform: tuple[object, ...] = (), **channels: object
) -> Layer:
    """A layer of one mark, its channels by name."""
    made = mark if isinstance(mark, Mark) else Mark(type=mark)
    return Layer(mark=made, encoding=Encoding(**channels), axis=axis, transform=transform)  # type: ignore[arg-type]  # by name
