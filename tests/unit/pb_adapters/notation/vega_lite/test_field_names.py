import pytest

from pb_adapters.notation.vega_lite.field_names import column_name
from pb_core.errors import InvalidRequest


@pytest.mark.parametrize(
    ("written", "known", "column"),
    [
        ("a", {"a"}, "a"),
        ("gone", {"a"}, "gone"),
        ("a.b", {"a.b"}, "a.b"),
        (r"a\.b", {"a.b"}, "a.b"),
        (r"a\[0\]", {"a[0]"}, "a[0]"),
        ("['a b']", {"a b"}, "a b"),
        ('["a.b"]', {"a.b"}, "a.b"),
        ("a[0]", {"a 0"}, "a 0"),
        ("a['b c'].d", {"a.b c.d"}, "a.b c.d"),
        ("Body Mass (g)", set(), "Body Mass (g)"),
    ],
)
def test_a_name_is_a_column_or_a_path_to_one(written: str, known: set[str], column: str) -> None:
    assert column_name(written, known, "plan") == column


@pytest.mark.parametrize(
    ("written", "said"), [("a.b", "reaches into nested data"), ("", "names no field"), ("a[", "names no field")]
)
def test_other_paths_are_refused(written: str, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        column_name(written, set(), "plan.x")
