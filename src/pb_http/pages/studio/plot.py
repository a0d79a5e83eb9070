"""``/studio/new/plot``: a plot of CSV or JSON, with a look at the table that is read of it."""

from collections.abc import Mapping

import anyio.to_thread

from pb_core.domain.print_styling import Theme
from pb_core.domain.requests import PlotBody
from pb_core.errors import PaperBananaError
from pb_http.pages.forms import Form
from pb_http.pages.studio.table_view import table_view
from pb_http.pages.studio.workflow import (
    Document,
    Values,
    Workflow,
    as_typed,
    candidates,
    engine_choices,
    formats,
    given,
    listed,
    model,
    ratios,
    rounds,
    styling,
)
from pb_http.request import ApiRequest


async def values_of(request: ApiRequest, form: Form) -> Values:
    """What stands in the form; a file that was chosen stands where its text would be typed."""
    typed, file = await as_typed(request, form), form.file("data_file")
    if file is None:
        return typed
    text = await anyio.to_thread.run_sync(file.content.decode, "utf-8-sig", "replace")
    return {**typed, "data_json": text.replace("\r\n", "\n")}


async def document(request: ApiRequest, values: Values) -> Document:
    """The body of ``POST /api/plot``; CSV becomes JSON. Raises ``InvalidRequest`` for CSV that cannot be read."""
    made = given(values, "data_json", "intent", "plan", "aspect_ratio")
    if "data_json" in made:
        made["data_json"] = await request.runtime.service.previews.data_json(made["data_json"])
    return (
        made | listed(values, "output_formats") | model(values) | rounds(values) | candidates(values) | styling(values)
    )


async def plot_choices(request: ApiRequest, values: Values) -> Mapping[str, object]:
    """What may be chosen, and the table that is read of the data."""
    chosen = {"ratios": ratios(), "formats": formats(PlotBody), "themes": tuple(Theme), **engine_choices(request)}
    return {**chosen, "table": None, "unreadable": "", **await _previewed(request, values)}


async def _previewed(request: ApiRequest, values: Values) -> Mapping[str, object]:
    data = values.get("data_json", "")
    if not data.strip() or values.get("action", "preview") != "preview":
        return {}
    try:
        read = await request.runtime.service.previews.data(data)
    except PaperBananaError as error:
        sentence = str(error)
        return {"unreadable": f"{sentence[:1].upper()}{sentence[1:]}".replace("Data_json", "The text", 1)}
    return {"table": await anyio.to_thread.run_sync(table_view, read.table)}


PLOT = Workflow(
    name="plot",
    title="Plot of a table",
    told="Paste CSV or JSON and say what to show. The finished plot is read back and compared with your data.",
    endpoint="plot",
    body=PlotBody,
    labels={
        "data_json": "Data",
        "intent": "What to show",
        "plan": "Plan",
        "output_formats": "Formats",
        "aspect_ratio": "Ratio",
        "iterations": "Rounds",
        "candidates": "Candidates",
        "styling.theme": "Made for",
        "styling.width": "Print width",
        "vlm_provider": "Planned by",
        "vlm_model": "Model",
    },
    samples={
        "plot-benchmark": "Scores by method",
        "plot-learning": "Five runs a method",
        "plot-scaling": "A scaling law",
        "plot-confusion": "A confusion matrix",
    },
    document=document,
    values=values_of,
    choices=plot_choices,
    has_preview=True,
)
