"""Both computations of survival against lifelines, on the data that comes with it."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest

from pb_adapters.drawing.plots.frames.survival import _tail
from pb_core.domain.plots.estimators import Survival
from support.computing import Columns, Compute, both

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # lifelines' own
    from lifelines import KaplanMeierFitter
    from lifelines.datasets import load_larynx, load_rossi, load_waltons
    from lifelines.statistics import multivariate_logrank_test

STUDIES = {
    "worms": (load_waltons, "T", "E", "group"),
    "prisoners": (load_rossi, "week", "arrest", "race"),
    "larynx": (load_larynx, "time", "death", "Stage_III"),
    "many groups": (load_rossi, "week", "arrest", "prio"),
}


def _study(name: str) -> tuple[pd.DataFrame, Columns]:
    load, time, event, arm = STUDIES[name]
    frame = load().rename(columns={time: "t", event: "e", arm: "arm"})[["t", "e", "arm"]]
    frame["arm"] = frame["arm"].clip(upper=5) if name == "many groups" else frame["arm"]
    return frame, {column: frame[column].tolist() for column in frame}


@pytest.mark.parametrize("level", [0.95, 0.5])
@pytest.mark.parametrize("name", STUDIES)
@both
def test_curves_are_lifelines(compute: Compute, name: str, level: float) -> None:
    frame, columns = _study(name)
    found = pd.DataFrame(compute(Survival(time="t", event="e", groupby=("arm",), level=level), **columns))
    for arm, own in frame.groupby("arm"):
        fitter = KaplanMeierFitter(alpha=1 - level).fit(own["t"], own["e"])
        ours = found[found["arm"] == arm]
        assert ours["time"].to_numpy() == pytest.approx(fitter.survival_function_.index.to_numpy())
        assert ours["survival"].to_numpy() == pytest.approx(fitter.survival_function_.iloc[:, 0].to_numpy(), abs=1e-12)
        interval = ours[["interval low", "interval high"]].to_numpy()
        assert interval == pytest.approx(fitter.confidence_interval_.to_numpy(), abs=1e-10)
        assert ours["at risk"].tolist() == fitter.event_table["at_risk"].tolist()
        assert ours["censored times"].fillna(0).tolist() == fitter.event_table["censored"].tolist()


@pytest.mark.parametrize("name", STUDIES)
@both
def test_the_log_rank_test_is_lifelines(compute: Compute, name: str) -> None:
    frame, columns = _study(name)
    found = compute(Survival(time="t", event="e", groupby=("arm",), log_rank=True), **columns)
    theirs = multivariate_logrank_test(frame["t"], frame["arm"], frame["e"])
    assert found["log-rank p"] == pytest.approx([theirs.p_value] * len(found["time"]), rel=1e-9)


@both
def test_groups_that_never_meet_have_no_p(compute: Compute) -> None:
    found = compute(
        Survival(time="t", event="e", groupby=("arm",), log_rank=True),
        t=[1.0, 2.0, 0.5], e=[1, 1, 0], arm=["a", "a", "b"],
    )  # fmt: skip
    assert set(found["log-rank p"]) == {None}


@both
def test_no_rows_make_the_columns(compute: Compute) -> None:
    found = compute(Survival(time="t", event="e", log_rank=True, level=0.9), t=[None], e=[None])
    assert found == {name: [] for name in Survival(time="t", event="e").as_}


def test_the_tail_is_finite_everywhere() -> None:
    assert _tail(0.0, 2) == pytest.approx(1.0)
    assert _tail(5_000.0, 3) == 0.0
    assert math.isclose(_tail(3.841458820694124, 1), 0.05)
    assert np.isclose(_tail(9.487729036781154, 4), 0.05)
