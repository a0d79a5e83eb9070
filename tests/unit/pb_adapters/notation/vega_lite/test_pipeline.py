import pytest

from pb_adapters.notation.vega_lite.parts import Notes
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_core.domain.plots.transforms import Filter, Fold
from pb_core.errors import InvalidRequest
from support.vega_lite import TABLE


def test_a_fork_continues_with_the_table_and_its_own_transforms() -> None:
    pipeline = Pipeline(TABLE, Notes())
    pipeline.add(Filter(field="v", above=2), "plan")
    fork = pipeline.fork()
    fork.add(Fold(fields=("v", "w")), "plan")
    assert (pipeline.table.rows, fork.table.rows) == (5, 10)
    assert [type(step) for step in fork.added] == [Fold]
    assert (len(pipeline.made), len(fork.made)) == (1, 2)
    assert (pipeline.has("key"), fork.has("key")) == (False, True)


def test_names_are_columns_or_refused() -> None:
    pipeline = Pipeline(TABLE, Notes())
    pipeline.renamed["speed"] = "v"
    assert pipeline.names(["speed", "v", "w"], "plan") == ("v", "w")
    assert (pipeline.fresh("v"), pipeline.fresh("x")) == ("v 2", "x")
    with pytest.raises(InvalidRequest, match=r"plan\[0\]: there is no field 'sit'; closest: 'site'"):
        pipeline.names(["sit"], "plan")
    with pytest.raises(InvalidRequest, match=r"^plan.step: There is no field"):
        pipeline.add(Filter(field="gone"), "plan.step")
