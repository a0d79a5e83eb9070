"""Builds ``docs/plots.md``: every pair of ``docs/plots/*.json`` planned offline, drawn, proved and shown with its JSON.

``python tools/draw_plots_page.py`` rewrites the page and its pictures in ``docs/images/plots``. The text around the
gallery is ``docs/plots/page.txt``. A test holds the page against the corpus.
"""

from pathlib import Path
from string import Template
from typing import Any

import msgspec
from msgspec import Struct

from pb_adapters.drawing.plots import render
from pb_adapters.planners.charts.planner import plan_plot
from pb_adapters.planners.charts.vocabulary import ROWS, SILENT, UNMET
from pb_core.domain.plots.captions import methods
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotPlan, PlotPlanBrief, guide
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_table
from pb_core.ports.plots import PlotReply, PlotRequest

DOCS = Path(__file__).parents[1] / "docs"
PICTURES = DOCS / "images/plots"
LONG = 1_200  # characters of data that are printed whole

_ENTRY = Template("""### $title

![$title](images/plots/$name.png)

> $intent

$description

<details><summary>Data and specification</summary>

```json
$data
```

```json
$spec
```

</details>
""")


class Example(Struct):
    """Data, an intent and what the gallery calls them; a ``spec`` of its own is drawn without asking the planner."""

    title: str
    data: Any
    intent: str
    aspect_ratio: str | None = None
    spec: PlotSpec | None = None


def main() -> None:
    """Draw every example and write the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, example in examples().items():
        table, plan = planned(example)
        reply = drawn(example, table, plan)
        (PICTURES / f"{name}.png").write_bytes(reply.pictures[0].data)
    (DOCS / "plots.md").write_text(page(), encoding="utf-8")


def examples() -> dict[str, Example]:
    """The gallery's examples by name, in order of their files."""
    paths = sorted((DOCS / "plots").glob("*.json"))
    return {path.stem: msgspec.json.decode(path.read_bytes(), type=Example) for path in paths}


def planned(example: Example) -> tuple[Table, PlotPlan]:
    """The table and its plan: the example's own, or the one that the offline engine makes."""
    table = read_table(example.data, TableLimits())
    if example.spec is not None:
        check_plot(example.spec, table, example.intent)
        return table, PlotPlan(spec=example.spec, description="Drawn from the specification below.")
    brief = PlotPlanBrief(
        intent=example.intent,
        profile=profile(table),
        guide=guide("statistical_plot"),
        aspect_ratio=example.aspect_ratio,
    )
    return table, plan_plot(brief)


def drawn(example: Example, table: Table, plan: PlotPlan) -> PlotReply:
    """The drawing, which must show the data."""
    reply = render(PlotRequest(spec=plan.spec, table=table, aspect_ratio=example.aspect_ratio))
    report = prove(plan.spec, table, reply.drawn)
    if not report.faithful:
        message = f"{example.title}: {report.mismatches}"
        raise SystemExit(message)
    return reply


def page() -> str:
    """The whole page, without drawing anything."""
    frame = Template((DOCS / "plots/page.txt").read_text(encoding="utf-8"))
    gallery = "\n".join(_entry(name, example) for name, example in examples().items())
    return frame.substitute(gallery=gallery, words=words())


def words() -> str:
    """The tables of the vocabulary, a row for each kind of words."""
    known = (*ROWS, *SILENT)
    rows = (f"| {row.does} | {', '.join('|'.join(row.means.values()).split('|'))} | {row.example} |" for row in known)
    refused = (f"* {words.replace('|', ', ')}: {why}" for why, words in UNMET.items())
    table = ("| What it does | Words | Example |", "|---|---|---|", *rows)
    return "\n".join((*table, "", "Understood and refused are", "", *refused))


def _entry(name: str, example: Example) -> str:
    table, plan = planned(example)
    data = msgspec.json.encode(example.data).decode()
    return _ENTRY.substitute(
        title=example.title,
        name=name,
        intent=example.intent,
        description="\n".join((plan.description, *methods(plan.spec, table))),
        data=data if len(data) <= LONG else f"{data[:LONG]} …",
        spec=msgspec.json.format(msgspec.json.encode(plan.spec), indent=1).decode(),
    )


if __name__ == "__main__":
    main()
