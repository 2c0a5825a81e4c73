"""The kinds of figure there are: one module each."""

from collections.abc import Callable, Mapping

from app.diagrams.canvas import Canvas
from app.diagrams.drawing import Drawing
from app.diagrams.figures import (
    cells,
    chain,
    concentric,
    cycle,
    honeycomb,
    hub,
    journey,
    layers,
    matrix,
    network,
    pyramid,
    steps,
    triangle,
)

# The figure's name in the content -> how it is laid out.
FIGURES: Mapping[str, Callable[[Canvas, Drawing], None]] = {
    "triangle": triangle.lay_out,
    "pyramid": pyramid.lay_out,
    "steps": steps.lay_out,
    "journey": journey.lay_out,
    "chain": chain.lay_out,
    "cycle": cycle.lay_out,
    "matrix": matrix.lay_out,
    "layers": layers.lay_out,
    "honeycomb": honeycomb.lay_out,
    "hub": hub.lay_out,
    "concentric": concentric.lay_out,
    "cells": cells.lay_out,
    "network": network.lay_out,
}
