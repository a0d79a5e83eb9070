"""Which names are those of parts that work."""

import re

from pb_adapters.planners.prose.words import COMPONENTS, NO_DOERS
from pb_core.domain.diagrams.kinds import kind_of, singular
from pb_core.domain.diagrams.spec import ElementKind

_DOING = re.compile(r"(?:ing|[st]ion|ment|sis)s?$")


def is_component(name: str) -> bool:
    """Whether a noun phrase is a part that works: a model, a module, or a name."""
    word = (name.split() or [""])[-1]
    head, kind = singular(word.lower()), kind_of(name)
    doer = head.endswith(("er", "or")) and kind is ElementKind.PROCESS and head not in NO_DOERS
    return doer or kind is ElementKind.MODEL or head in COMPONENTS or not word[1:].islower()


def works(name: str) -> bool:
    """Whether a name is that of a part, or of what is done."""
    return is_component(name) or name != name.lower() or _DOING.search(name) is not None
