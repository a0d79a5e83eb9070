"""How painted pictograms are called in a scene."""

PAINTED = "painted "
"""What the name of a painted pictogram begins with; it goes on with its element's."""


def is_painted(name: str) -> bool:
    """Whether a pictogram of this name is painted."""
    return name.startswith(PAINTED)
