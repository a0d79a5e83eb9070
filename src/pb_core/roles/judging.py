"""What both critics share: findings as they are told to a model, and a verdict that answers for every item."""

from pb_core.errors import BadAnswer
from pb_core.findings import Finding
from pb_core.roles.answers import ItemVerdict
from pb_core.roles.briefs import ChecklistItem


def listed(findings: tuple[Finding, ...]) -> str:
    """The findings, a line each."""
    lines = (f"- {finding.check.value}: {finding.subject}: {finding.detail}" for finding in findings)
    return "\n".join(lines) or "(nothing)"


def require_answers(checklist: tuple[ChecklistItem, ...], items: tuple[ItemVerdict, ...]) -> None:
    """Raise ``BadAnswer`` unless every item of the checklist is answered for by its name."""
    unanswered = {item.name for item in checklist} - {item.name for item in items}
    if unanswered:
        message = f"The critic did not answer for {', '.join(sorted(unanswered))}"
        raise BadAnswer(message)
