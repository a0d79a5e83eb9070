import msgspec
from msgspec.structs import replace

from pb_core.domain.pictures import Artifact
from pb_core.domain.requests import MethodologyWork, PlotWork, StoredData, Work
from pb_core.domain.tasks import Candidate, TaskResult


def test_results_of_earlier_versions_are_read() -> None:
    before = b'{"description":"d","artifacts":[],"notes":["n"],"plot":null}'

    assert msgspec.json.decode(before, type=TaskResult) == TaskResult(description="d", notes=("n",))


def test_work_of_earlier_versions_is_read() -> None:
    methodology = b'{"type":"methodology","caption":"c","source":"s","pdf":null,"models":{},"canvas":{}}'
    plot = b'{"type":"plot","intent":"i","data":{"digest":"d","path":"p"},"formats":["png"],"models":{},"canvas":{}}'

    assert msgspec.json.decode(methodology, type=Work) == MethodologyWork(caption="c", source="s")
    assert msgspec.json.decode(plot, type=Work) == PlotWork(intent="i", data=StoredData(digest="d", path="p"))


def test_pictures_of_candidates_are_named_by_their_number() -> None:
    png = Artifact(format="png", media_type="image/png", digest="a" * 64, size=1, width=1, height=1)
    svg = replace(png, format="svg", digest="b" * 64)
    second = TaskResult(description="2", artifacts=(svg,))
    result = TaskResult(
        description="d", artifacts=(png,), candidates=(Candidate(index=2, result=second, engine="e/m"),)
    )
    assert result.pictures() == {"png": png, "candidate/2/svg": svg}
    assert (result.candidate(2), result.candidate(1), second.candidate(1)) == (second, None, second)
    assert msgspec.json.decode(msgspec.json.encode(result), type=TaskResult) == result
