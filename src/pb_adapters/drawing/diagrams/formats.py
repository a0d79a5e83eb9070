"""The formats that the diagram engine writes."""

FORMATS = ("png", "svg", "pdf")
"""Those of pictures, which every drawing has."""

EXPORTS = ("pptx", "drawio", "tikz")
"""Those that people edit, made where somebody asks for them."""
