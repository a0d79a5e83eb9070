"""Critique steps: the revision that rules give where it is asked for apart, behind a model that failed."""

from collections.abc import Callable

from pb_core.domain.questions import CritiqueBrief, ReviseBrief, Revision, Verdict


def revision_with(criticise: Callable[[CritiqueBrief], Verdict]) -> Callable[[ReviseBrief], Revision]:
    """What revises a diagram as ``criticise`` would."""

    def revise(brief: ReviseBrief) -> Revision:
        verdict = criticise(brief.critique)
        return Revision(
            spec=verdict.revised_spec, styling=verdict.revised_styling, description=verdict.revised_description
        )

    return revise
