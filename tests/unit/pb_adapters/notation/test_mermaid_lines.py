import pytest

from pb_adapters.notation.mermaid_lines import HARD, SOFT, first_and_rest, items


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (f" {SOFT} {HARD}", []),
        (f"one {SOFT}  2", ["one", "2"]),
        (f"the end{SOFT}of it", ["the end\nof it"]),
        (f"one,{SOFT}two &{SOFT}three", ["one,\ntwo &\nthree"]),
        (f"a pre-{SOFT}trained one", ["a pre-\ntrained one"]),
        (f"the end{HARD}of it", ["the end", "of it"]),
        (f"the end{SOFT}{SOFT}of it", ["the end", "of it"]),
        (f"with{SOFT}- an item", ["with", "- an item"]),
        (f"Meter 1{SOFT}Meter 2", ["Meter 1", "Meter 2"]),
        (f"View{SOFT}Validation{SOFT}Results", ["View\nValidation\nResults"]),
        (f"View{HARD}Results", ["View", "Results"]),
        (f"Apply{SOFT}motion masks", ["Apply\nmotion masks"]),
        (f"Editor{SOFT}(main agent)", ["Editor", "(main agent)"]),
        (f"Cache{SOFT}Port: 6379", ["Cache", "Port: 6379"]),
        (f"Cache{SOFT}useStore", ["Cache", "useStore"]),
        (f"Router{SOFT}/mcp", ["Router", "/mcp"]),
        (f"Collector{SOFT}Starts the collector and waits", ["Collector", "Starts the collector and waits"]),
        (f"number{SOFT}>{SOFT}highest", ["number\n>\nhighest"]),
    ],
)
def test_lines_are_one_phrase_where_it_goes_on(text: str, found: list[str]) -> None:
    assert items(text) == found


@pytest.mark.parametrize(
    ("lines", "longest", "found"),
    [
        ([], 9, ("", "")),
        (["one", "two", "three"], 99, ("one", "two\nthree")),
        (["- one", "- two"], 11, ("- one\n- two", "")),
        (["Insert rows", "Create a task", "Write results"], 99, ("Insert rows\nCreate a task\nWrite results", "")),
        (["Insert rows", "Create a task"], 99, ("Insert rows", "Create a task")),
        (["Service", "Starts all parts", "Stops all parts"], 99, ("Service", "Starts all parts\nStops all parts")),
        (["- one", "- two"], 10, ("- one", "- two")),
        (["GCN layer 1", "Input: 9", "Sums neighbours"], 99, ("GCN layer 1", "Input: 9\nSums neighbours")),
        (["Rows: new", "Task: one", "Lot: all"], 99, ("Rows: new\nTask: one\nLot: all", "")),
    ],
)
def test_a_list_stays_together_if_it_is_short(lines: list[str], longest: int, found: tuple[str, str]) -> None:
    assert first_and_rest(lines, longest) == found
