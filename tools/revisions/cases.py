"""The figures that are revised, and what their authors say of them."""

from typing import Any

from msgspec import Struct

from pb_core.domain.requests import Body, GenerateBody, PlotBody

Answer = dict[str, Any]
"""What a scripted model says: a patch as JSON."""


class Case(Struct, frozen=True, kw_only=True):
    """One instruction; ``answer`` is what a scripted model makes of it, ``None`` where rules read it."""

    words: str
    answer: Answer | None = None


class FigureCase(Struct, frozen=True, kw_only=True):
    """One figure and four instructions about it, each on its own."""

    name: str
    body: Body
    cases: tuple[Case, ...]


def _patch(*operations: Answer) -> Answer:
    return {"operations": list(operations)}


DETECTOR = FigureCase(
    name="detector",
    body=GenerateBody(
        caption="Figure 1: The detector",
        source_context=(
            "The backbone passes the feature map to the class head. The backbone passes the feature map to the box "
            "head. The class head sends scores to the filter. The box head sends boxes to the filter. The filter "
            "passes the detections to the tracker."
        ),
        iterations=1,
    ),
    cases=(
        Case(words="merge the two heads, make the backbone teal"),
        Case(words="rename the filter to 'Non-maximum suppression' and highlight it, lay it out from top to bottom"),
        Case(words="make the heads nicer"),
        Case(
            words="The tracker should feed what it knows back into the filter, and drop the box branch.",
            answer=_patch(
                {
                    "op": "add_arrow", "from": "tracker", "to": "filter", "text": "what it knows", "kind": "feedback",
                    "order": "The tracker should feed what it knows back into the filter",
                },
                {"op": "remove", "part": "box-head", "order": "drop the box branch"},
            ),
        ),
    ),
)  # fmt: skip

SUMMARISER = FigureCase(
    name="summariser",
    body=GenerateBody(
        caption="Figure 2: The summariser",
        source_context="Report -> Splitter -> Encoder -> Ranker -> Writer -> Summary\nMemory -> Ranker",
        iterations=1,
    ),
    cases=(
        Case(words="group the encoder and the ranker as 'Retrieval', use the meadow palette"),
        Case(words="reverse the arrow between memory and the ranker, make the memory a store"),
        Case(words="remove the splitter, connect the report to the encoder"),
        Case(
            words="Put a cache behind the encoder, in green",
            answer=_patch(
                {"op": "add_element", "part": "cache", "text": "cache", "kind": "store", "order": "Put a cache"},
                {"op": "add_arrow", "from": "n3", "to": "cache", "order": "behind the encoder"},
                {"op": "recolour", "parts": ["cache"], "color": "green", "order": "in green"},
            ),
        ),
    ),
)

FLOWCHART = FigureCase(
    name="flowchart",
    body=GenerateBody(
        caption="Figure 3: Training",
        source_context=(
            '```mermaid\nflowchart LR\n  images[/Images/] --> enc[[Image encoder]]\n  texts[/Captions/] --> '
            'tenc[[Text encoder]]\n  subgraph towers["Towers"]\n    enc\n    tenc\n  end\n  enc --> sim[Similarity]'
            '\n  tenc --> sim\n  sim --> loss{{Contrastive loss}}:::objective\n```'
        ),
        iterations=1,
    ),
    cases=(
        Case(words="make both encoders purple, connect the loss to the image encoder"),
        Case(words="ungroup the towers and rename Captions to Alt texts, make it 4:3"),
        Case(
            words="The towers share their weights: one box is enough. And nothing but black and grey please.",
            answer=_patch(
                {
                    "op": "merge", "parts": ["enc", "tenc"], "text": "Towers",
                    "order": "The towers share their weights: one box is enough",
                },
                {"op": "restyle", "theme": "grey", "order": "nothing but black and grey please"},
            ),
        ),
        Case(
            words="Label what the encoders hand over as embeddings",
            answer=_patch(
                {
                    "op": "label_arrow", "from": "enc", "to": "sim", "text": "embeddings",
                    "order": "Label what the encoders hand over as embeddings",
                },
                {
                    "op": "label_arrow", "from": "tenc", "to": "sim", "text": "embeddings",
                    "order": "Label what the encoders hand over as embeddings",
                },
                {"op": "remove", "part": "loss", "order": "remove the loss"},
            ),
        ),
    ),
)  # fmt: skip

AGENT = FigureCase(
    name="agent",
    body=GenerateBody(
        caption="Figure 4: The agent",
        source_context=(
            "The planner sends the task to the coder. The coder writes the patch to the repository. The tester runs "
            "the repository and sends the report to the planner. The user sends the issue to the planner."
        ),
        iterations=1,
    ),
    cases=(
        Case(words="add a box 'Sandbox' after the tester, connect the tester to the sandbox"),
        Case(words="label the arrow from the user to the planner 'bug report', make the user orange"),
        Case(
            words="The user talks to the tester, not to the planner",
            answer=_patch(
                {"op": "remove_arrow", "from": "user", "to": "planner", "order": "not to the planner"},
                {"op": "add_arrow", "from": "user", "to": "tester", "order": "The user talks to the tester"},
            ),
        ),
        Case(
            words="Frame everything that the model does as 'Model'",
            answer=_patch(
                {
                    "op": "add_group", "group": "model", "text": "Model", "parts": ["planner", "coder"],
                    "order": "Frame everything that the model does as 'Model'",
                },
            ),
        ),
    ),
)  # fmt: skip

SCORES = FigureCase(
    name="scores",
    body=PlotBody(
        data_json='{"model": ["Small", "Base", "Large", "Ours"], "latency": [12, 31, 140, 22]}',
        intent="bars of latency by model",
        iterations=1,
    ),
    cases=(
        Case(words="use a log scale on the y axis, call the y axis 'Latency (ms)'"),
        Case(words="sort the bars by height and use the soft palette, make it 4:3"),
        Case(
            words="Ours should jump out, in red",
            answer=_patch(
                {
                    "op": "highlight", "field": "model", "value": "Ours", "color": "red",
                    "order": "Ours should jump out, in red",
                }
            ),
        ),
        Case(
            words="lollipops are too fancy, plain points; and say Latency of the models above it",
            answer=_patch(
                {"op": "mark", "mark": "point", "order": "plain points"},
                {"op": "title", "text": "Latency of the models", "order": "say Latency of the models above it"},
            ),
        ),
    ),
)  # fmt: skip

FIGURES = (DETECTOR, SUMMARISER, FLOWCHART, AGENT, SCORES)
