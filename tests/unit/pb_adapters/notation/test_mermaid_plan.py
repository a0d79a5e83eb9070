"""The builder fed with statements one by one, as the grammar hands them over."""

import pytest
from lark import Token

from pb_adapters.notation.mermaid_plan import PlanBuilder
from pb_adapters.notation.mermaid_source import read_source
from pb_core.errors import InvalidRequest


def test_a_statement_out_of_place_is_refused_at_once() -> None:
    builder = PlanBuilder(read_source("flowchart LR\nend"))

    with pytest.raises(InvalidRequest, match="line 2: 'end'"):
        builder.add(Token("END", "end", line=2))


def test_a_plan_needs_a_node() -> None:
    builder = PlanBuilder(read_source("flowchart LR"))
    builder.add(Token("HEADER", "flowchart LR", line=1))

    with pytest.raises(InvalidRequest, match="the flowchart has no node"):
        builder.plan()
