"""Refusing: what an intent asks of its data that no plot can show without a guess."""

import re

from pb_adapters.planners.charts.building.asked import Asked
from pb_adapters.planners.charts.building.sheet import Sheet, is_number
from pb_core.domain.plots.suggestions import instead
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import FieldWish, HeardIntent, Place
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import NotPlottable

_MEASURED = frozenset({Place.Y, Place.RIGHT, Place.SIZE, Place.ANY})
_WRITTEN = re.compile(r"[-+−]?[$€£]?\d[\d.,]*\s?[^\W\d_]{0,3}[*†‡]*")


def check_heard(heard: HeardIntent, sheet: Sheet) -> None:
    """Refuse charts outside the grammar, fields that do not exist, and measures that cannot be read.

    Raises:
        NotPlottable: with a sentence that says what there is, or what to write.
    """
    if heard.refusal:
        raise NotPlottable(heard.refusal)
    asked = Asked(heard.wishes)
    for name in asked.named:
        if sheet.column(name) is None:
            raise NotPlottable(f"There is no field {name!r}; {instead(name, (c.name for c in sheet.columns))}")
    placed = [wish.field for wish in asked.all(FieldWish) if wish.place in _MEASURED]
    measured = sheet.known((*placed, *(wish.field for wish in asked.statistics())))
    named = sheet.known(asked.named)
    numbers = any(is_number(column) or column.type is ColumnType.TIME for column in named)
    unread = [column for column in measured if column.unread]
    if not numbers and not unread:
        unread = [column for column in named or sheet.columns if column.unread and (named or not sheet.measures)]
    if unread:
        raise NotPlottable(unread[0].unread)
    computed = {wish.field for wish in asked.statistics() if wish.op not in {Op.COUNT, Op.PROPORTION}}
    for column in measured:
        texts = [str(value).strip() for value in column.examples] if column.type is ColumnType.TEXT else []
        written = column.name in asked.fields(Place.Y) and not numbers and all(map(_WRITTEN.fullmatch, texts))
        if texts and (written or column.name in computed):
            raise NotPlottable(
                f"{column.name!r} holds texts such as {texts[0]!r} and no numbers; write plain numbers in one unit, "
                "and null where a value is missing"
            )
