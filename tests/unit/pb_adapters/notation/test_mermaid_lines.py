import pytest

from pb_adapters.notation.mermaid_lines import HARD, SOFT, ends_with_a_word, first_and_rest, is_parted, is_plain, items


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
        (f"3.{SOFT}Merge{SOFT}of 3 files", ["3.\nMerge\nof 3 files"]),
        (f"3.{SOFT}Merge{SOFT}3 files", ["3.\nMerge", "3 files"]),
        (f"Checkpoint every{SOFT}~123 steps", ["Checkpoint every\n~123 steps"]),
        (f"Translate 984{SOFT}test sentences", ["Translate 984\ntest sentences"]),
        (f"vLLM generates G=8{SOFT}completions per prompt", ["vLLM generates G=8\ncompletions per prompt"]),
        (f"Stage 2{SOFT}self-training", ["Stage 2", "self-training"]),
        (f"MATH-500{SOFT}500 problems", ["MATH-500", "500 problems"]),
        (f"Load fine-tuned{SOFT}CT2 model", ["Load fine-tuned\nCT2 model"]),
        (f"Train task-specific{SOFT}heads", ["Train task-specific\nheads"]),
        (f"Masked loss{SOFT}confidence-weighted{SOFT}lr=2e-4", ["Masked loss", "confidence-weighted", "lr=2e-4"]),
        (f"Runs the Hermes{SOFT}workflow adapter", ["Runs the Hermes\nworkflow adapter"]),
        (f"Generate Targeted{SOFT}Follow-up Questions", ["Generate Targeted\nFollow-up Questions"]),
        (f"Process Replaced{SOFT}No Return", ["Process Replaced", "No Return"]),
        (f"Read feed{SOFT}Atom entries", ["Read feed", "Atom entries"]),
        (f"In-memory{SOFT}mock response", ["In-memory\nmock response"]),
        (f"Cache in-memory{SOFT}mock response", ["Cache in-memory", "mock response"]),
        (f"Run the adapter{SOFT}once per case", ["Run the adapter", "once per case"]),
        (f"Return the result{SOFT}without a call", ["Return the result\nwithout a call"]),
        (f"Merge user config{SOFT}over defaults", ["Merge user config\nover defaults"]),
        (f"Subtract dark /{SOFT}divide by flat", ["Subtract dark /\ndivide by flat"]),
        (f"Probe / LoRA /{SOFT}GNN / serve", ["Probe / LoRA /\nGNN / serve"]),
        (f"経歴情報の{SOFT}構造化{SOFT}（人物）", ["経歴情報の\n構造化", "（人物）"]),
        (f"研究の目的{SOFT}範囲", ["研究の目的", "範囲"]),
        (f"commands/{SOFT}keys / repo", ["commands/", "keys / repo"]),
        (f"read/{SOFT}write", ["read/\nwrite"]),
        (f"raw / YYYY/MM /{SOFT}per month", ["raw / YYYY/MM /", "per month"]),
        (f"Search vs{SOFT}the families", ["Search vs\nthe families"]),
        (f"View{SOFT}Validation{SOFT}Results", ["View", "Validation", "Results"]),
        (f"Reward{SOFT}+50 at a goal", ["Reward", "+50 at a goal"]),
        (f"Image{SOFT}+text{SOFT}& audio", ["Image\n+text\n& audio"]),
        (f"View{HARD}Results", ["View", "Results"]),
        (f"Apply{SOFT}motion masks", ["Apply", "motion masks"]),
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
        (["Insert rows", "Create a task", "Write results"], 99, ("Insert rows", "Create a task\nWrite results")),
        (["Insert rows", "Create a task"], 99, ("Insert rows", "Create a task")),
        (["Service", "Starts all parts", "Stops all parts"], 99, ("Service", "Starts all parts\nStops all parts")),
        (["- one", "- two"], 10, ("- one", "- two")),
        (["GCN layer 1", "Input: 9", "Sums neighbours"], 99, ("GCN layer 1", "Input: 9\nSums neighbours")),
        (["Rows: new", "Task: one", "Lot: all"], 99, ("Rows: new\nTask: one\nLot: all", "")),
        (["Phase 1: frozen", "Phase 2: tuned"], 99, ("Phase 1: frozen\nPhase 2: tuned", "")),
        (["Storage:", "raw bucket"], 99, ("Storage:", "raw bucket")),
        (["get_features", "read_documents"], 99, ("get_features\nread_documents", "")),
        (["arm_gazebo", "Simulation"], 99, ("arm_gazebo", "Simulation")),
        (["SelfCareActor", "VisitActor", "AlertActor"], 99, ("SelfCareActor\nVisitActor\nAlertActor", "")),
        (["SelfCareActor", "VisitService"], 99, ("SelfCareActor", "VisitService")),
        (["1. Normalise input", "Types and checks"], 99, ("1. Normalise input", "Types and checks")),
        (["5.\nSet caller", "Regions"], 99, ("5.\nSet caller\nRegions", "")),
        (["LISTENING", "THINKING", "SPEAKING"], 99, ("LISTENING\nTHINKING\nSPEAKING", "")),
        (["OKX / Bybit / Coinbase", "Gate.io / Bitget"], 99, ("OKX / Bybit / Coinbase\nGate.io / Bitget", "")),
        (["Planner / Router", "Rules / Model"], 99, ("Planner / Router", "Rules / Model")),
        (["States", "THINKING", "SPEAKING"], 99, ("States", "THINKING\nSPEAKING")),
    ],
)
def test_a_list_stays_together_if_it_is_short(lines: list[str], longest: int, found: tuple[str, str]) -> None:
    assert first_and_rest(lines, longest) == found


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (["Submit FitLins", "Job"], True),
        (["Pseudotime", "calculation"], True),
        (["Background Scheduler", "goroutine"], False),  # no end of a name in capitals
        (["FixedChunker", "token-based"], False),
        (["Motion", "detection"], True),
        (["Cache", "useStore"], False),
        (["accum_results", "rarefaction"], False),
        (["Cache", "v2"], False),
        (["Security Tools", "Nozomi/Vectra"], False),
        (["Submit", "the Job"], False),
        (["Alternate identification of particles", "Planned"], False),
        (["Results", "Predictions", "Reports"], False),
    ],
)
def test_one_word_after_a_name_may_be_its_end(lines: list[str], ends: bool) -> None:  # noqa: FBT001 - a parameter
    assert ends_with_a_word(lines) is ends
    assert first_and_rest(lines, 99) == (lines[0], "\n".join(lines[1:]))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Apply", "motion masks"], True),
        (["Insert rows", "Create a task", "Write all results"], True),
        (["Editor", "(main agent)"], False),
        (["Cache", "6 layers"], False),
        (["Model", "config.yaml"], False),
        (["Cache", "useStore"], False),
        (["Collector", "starts the collector and waits for it"], False),
    ],
)
def test_plain_lines_do_not_say_that_they_are_details(lines: list[str], found: bool) -> None:  # noqa: FBT001 - a case
    assert is_plain(lines) is found


def test_a_break_that_parts_counts_between_lines_alone() -> None:
    assert is_parted(f"one{HARD}two")
    assert not is_parted(f"{HARD}one{SOFT}two{SOFT}{HARD} ")
