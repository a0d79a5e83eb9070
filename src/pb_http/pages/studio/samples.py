"""Samples: what the demo submits, to fill a form with."""

from functools import cache

from pb_core.errors import NotFound
from pb_http.demo.inputs import DemoInput, inputs
from pb_http.pages.studio.workflow import Document, Workflow


def sample(workflow: Workflow, name: str) -> Document:
    """The body of a sample of a form; raises ``NotFound``."""
    if name not in workflow.samples:
        raise NotFound("There is no such sample")
    return dict(_demo()[name].body)


@cache
def _demo() -> dict[str, DemoInput]:
    return {demo.name: demo for demo in inputs()}
