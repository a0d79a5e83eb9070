"""The two small questions of planners: weak models and servers take small, flat schemas with bounds."""

from typing import Any

import msgspec

from pb_core.domain.diagrams.part_plan import MOST_HAND_OVERS, MOST_PARTS
from pb_core.domain.questions.planning import FEWEST_PARTS, hand_overs_schema, parts_schema


def listed(schema: bytes) -> dict[str, Any]:
    """The one list that a schema asks for."""
    (found,) = msgspec.json.decode(schema)["properties"].values()
    assert isinstance(found, dict)
    return found


def test_the_schemas_are_small_and_flat() -> None:
    for schema in (parts_schema(), hand_overs_schema(9)):
        assert len(schema) <= 400
        assert {member["type"] for member in listed(schema)["items"]["properties"].values()} <= {"string", "integer"}


def test_every_member_is_required_as_weak_models_leave_out_what_they_may() -> None:
    for schema in (parts_schema(), hand_overs_schema(3)):
        items = listed(schema)["items"]
        assert items["required"] == list(items["properties"])


def test_lists_have_an_end() -> None:
    parts, hand_overs = listed(parts_schema()), listed(hand_overs_schema(3))
    assert (parts["minItems"], parts["maxItems"]) == (FEWEST_PARTS, MOST_PARTS)
    assert (hand_overs["minItems"], hand_overs["maxItems"]) == (1, MOST_HAND_OVERS)


def test_hand_overs_are_between_parts_that_there_are() -> None:
    for count in (2, 5):
        ends = listed(hand_overs_schema(count))["items"]["properties"]
        assert [(ends[end]["minimum"], ends[end]["maximum"]) for end in ("from", "to")] == [(1, count)] * 2
