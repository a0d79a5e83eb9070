import pytest

from pb_adapters.notation.vega_lite.conditions import All, Comparison, Condition, Not, Some
from pb_adapters.notation.vega_lite.expressions import condition_of, renamed_field
from pb_core.domain.plots.transforms import PeriodUnit
from pb_core.errors import InvalidRequest


def compares(field: str, op: str, *values: object) -> Comparison:
    return Comparison(field=field, op=op, values=values)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("datum.x > 5", compares("x", ">", 5.0)),
        ("5 < datum.x", compares("x", ">", 5.0)),
        ("datum.x >= -1.5e2", compares("x", ">=", -150.0)),
        ("datum.y == 'a'", compares("y", "in", "a")),
        ("datum.y !== \"it's\"", compares("y", "not in", "it's")),
        (r"datum['a b'] === 'it\'s'", compares("a b", "in", "it's")),
        ("datum['a.b'] == true", compares(r"a\.b", "in", True)),
        ("datum.a.b < 1", compares("a.b", "<", 1.0)),
        ("datum.ok", Comparison(field="ok", op="in", values=(True,))),
        ("!datum.ok", Not(Comparison(field="ok", op="in", values=(True,)))),
        ("datum.x != null", Comparison(field="x", op="valid")),
        ("isValid(datum.x)", Comparison(field="x", op="valid")),
        ("datum.x > 1 && datum.x < 2 && datum.y == 'a'", All((compares("x", ">", 1.0), compares("x", "<", 2.0),
                                                            compares("y", "in", "a")))),
        ("(datum.y == 'a' || datum.y == 'b')", Some((compares("y", "in", "a"), compares("y", "in", "b")))),
        ("indexof(['a', 'b'], datum.y) >= 0", compares("y", "in", "a", "b")),
        ("indexof(['a', 'b'], datum.y) == -1", Not(compares("y", "in", "a", "b"))),
        ("inrange(datum.x, [1, 2])", All((Comparison(field="x", op=">=", values=(1.0,)),
                                          Comparison(field="x", op="<=", values=(2.0,))))),
        ("year(datum.t) == 2005", Comparison(field="t", op="in", values=(2005.0,), unit=PeriodUnit.YEAR,
                                                      from_zero=True)),
        ("datum.t < datetime(2005, 0, 1)", compares("t", "<", {"year": 2005, "month": 1, "date": 1})),
        ("time(datum.t) > 5", compares("t", ">", 5.0)),
    ],
)  # fmt: skip
def test_comparisons_are_read(text: str, condition: Condition) -> None:
    assert condition_of(text, "plan") == condition


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read at 'its end'"),
        ("datum", "cannot be read"),
        ("datum.", "cannot be read"),
        ("datum.x + 1 > 2", "cannot be read at '+ 1 > 2'"),
        ("datum.x > datum.y", "a comparison of two fields"),
        ("5", "a value that is no condition"),
        ("random() < 0.5", "random"),
        ("test(/a/, datum.x)", "cannot be read"),
        ("toString(datum.x) == 'a'", "toString()"),
        ("brush", "brush"),
        ("datum.x > null", "cannot be read"),
        ("datum.x == 1 datum.y", "cannot be read at 'datum'"),
        ("(datum.x == 1", "cannot be read"),
        ("indexof(['a'], datum.y) > 3", "indexof that is compared"),
        ("[datum.x] == 1", "a list of what is computed"),
        ("datetime('a', 1) < datum.x", "datetime"),
        ("(" * 3_000, "nested too deeply"),
        ("!" * 3_000, "nested too deeply"),
        ("x" * 5_000, "at most 4,000"),
    ],
)
def test_what_is_more_than_comparisons_is_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        condition_of(text, "plan.filter")
    assert str(caught.value).startswith("plan.filter: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "field"),
    [("datum.x", "x"), (" datum['a b'] ", "a b"), ("datum.x * 2", ""), ("year(datum.x)", ""), ("'a'", ""), ("@", "")],
)
def test_an_expression_may_be_a_name_only(text: str, field: str) -> None:
    assert renamed_field(text, "plan") == field
