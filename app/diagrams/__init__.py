"""Figures: a model's structure and its words as SVG, and the same as an accessible table."""

from app.diagrams.compose import compose
from app.diagrams.draw import LEAST_WIDTH, MOST_WIDTH, USUAL_WIDTH, draw, lay_out
from app.diagrams.drawing import Drawing, Edge, Line, Node, Part
from app.diagrams.figures import FIGURES
from app.diagrams.html import table_html
from app.diagrams.table import Table, table
from app.diagrams.theme import STYLES, Theme
from app.diagrams.wrapping import hyphenated

__all__ = [
    "FIGURES",
    "LEAST_WIDTH",
    "MOST_WIDTH",
    "STYLES",
    "USUAL_WIDTH",
    "Drawing",
    "Edge",
    "Line",
    "Node",
    "Part",
    "Table",
    "Theme",
    "compose",
    "draw",
    "hyphenated",
    "lay_out",
    "table",
    "table_html",
]
