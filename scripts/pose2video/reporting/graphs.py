"""Pictures of graphs as SVG: boxes in layers, coloured by stage, no program needed.

`Graph` is what is drawn; `read_dot` reads one from what `snakemake --dag` prints, `as_dot` writes
one for Graphviz, `as_svg` draws it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from pose2video.reporting.layers import layered, reduced
from pose2video.reporting.stages import COLOURS

_CHARACTER, _LINE, _PADDING = 7.8, 17.0, 12.0  # px of text of 13 px
_GAP, _RISE = 28.0, 46.0  # px between boxes of a layer, between layers
_MARGIN, _LEGEND = 12.0, 34.0
_NODE = re.compile(r'^\s*(\w+)\s*\[\s*label\s*=\s*"((?:[^"\\]|\\.)*)"', re.MULTILINE)
_EDGE = re.compile(r"^\s*(\w+)\s*->\s*(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Graph:
    """A directed graph without cycles.

    Attributes:
        boxes: Name -> lines of text; the first line is the rule, which gives the colour.
        edges: Pairs of names, from what is made first.
        stages: Rule -> its stage; one that is absent is of the last stage.
    """

    boxes: dict[str, tuple[str, ...]]
    edges: tuple[tuple[str, str], ...]
    stages: dict[str, str] = field(default_factory=dict)

    def stage(self, box) -> str:
        """The stage of a box."""
        return self.stages.get(self.boxes[box][0], list(COLOURS)[-1])

    def without(self, *rules) -> Graph:
        """The graph without the boxes of some rules."""
        boxes = {name: lines for name, lines in self.boxes.items() if lines[0] not in rules}
        edges = tuple((a, b) for a, b in self.edges if a in boxes and b in boxes)
        return Graph(boxes, edges, self.stages)


def read_dot(text, stages) -> Graph:
    """The graph of jobs that `snakemake --dag` prints.

    Args:
        text: What it printed.
        stages: Rule -> its stage.

    Raises:
        ValueError: There is no graph in the text.
    """
    if "digraph" not in text:
        raise ValueError("no graph in what Snakemake printed")
    body = text[text.index("digraph") :]
    boxes = {
        name: tuple(line for line in label.replace("\\n", "\n").split("\n") if line)
        for name, label in _NODE.findall(body)
    }
    edges = tuple((a, b) for a, b in _EDGE.findall(body) if a in boxes and b in boxes)
    return Graph(boxes, edges, stages)


def as_dot(graph) -> str:
    """The graph for Graphviz, in the same colours."""
    lines = [
        "digraph {",
        "  graph [ranksep=0.5, nodesep=0.3, bgcolor=transparent]",
        '  node [shape=box, style="rounded,filled", color="#00000000", fontname="sans-serif", '
        'fontcolor="#1d2125", fontsize=13]',
        '  edge [color="#8a9299", arrowsize=0.7]',
    ]
    for name, box in graph.boxes.items():
        label = "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in box)
        lines.append(f'  {name} [label="{label}", fillcolor="{COLOURS[graph.stage(name)]}"]')
    lines += [f"  {a} -> {b}" for a, b in reduced(graph.edges)]
    return "\n".join([*lines, "}"]) + "\n"


def as_svg(graph, title) -> str:
    """Draw the graph from top to bottom, with a legend of the stages.

    Edges that follow from others are left out.

    Args:
        graph: What to draw.
        title: What the picture shows, for those who cannot see it.
    """
    edges = reduced(graph.edges)
    widths = {
        name: max(map(len, lines)) * _CHARACTER + 2 * _PADDING
        for name, lines in graph.boxes.items()
    }
    places, bends = layered(list(graph.boxes), edges, widths, _GAP)
    rows = max((row for _, row in places.values()), default=0) + 1
    heights = [0.0] * rows
    for name, (_, row) in places.items():
        heights[row] = max(heights[row], len(graph.boxes[name]) * _LINE + _PADDING)
    tops = [_MARGIN + _LEGEND + sum(heights[:i]) + i * _RISE for i in range(rows)]
    shown = {graph.stage(name) for name in graph.boxes}
    stages = [stage for stage in COLOURS if stage in shown]
    right = max(
        [x + widths[name] / 2 for name, (x, _) in places.items()]
        + [x for middles in bends.values() for x in middles]
        + [sum(len(stage) * _CHARACTER + 40 for stage in stages)],
        default=0,
    )
    width, height = right + 2 * _MARGIN, tops[-1] + heights[-1] + _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" font-family="system-ui, sans-serif" '
        'font-size="13">',
        f"<title>{escape(title)}</title>",
        *_legend(stages),
        '<g fill="none" stroke="#8a9299" stroke-width="1.4">',
    ]
    for (a, b), middles in bends.items():
        row = places[a][1]
        own = heights[row] - (len(graph.boxes[a]) * _LINE + _PADDING)
        points = [(places[a][0], tops[row] + heights[row] - own / 2)]
        for i, x in enumerate(middles, row + 1):
            points += [(x, tops[i]), (x, tops[i] + heights[i])]
        end = places[b][1]
        spare = heights[end] - (len(graph.boxes[b]) * _LINE + _PADDING)
        points.append((places[b][0], tops[end] + spare / 2))
        parts.append(_curve(points))
    parts.append("</g>")
    for name, (x, row) in places.items():
        middle = tops[row] + heights[row] / 2
        colour = COLOURS[graph.stage(name)]
        parts += _box(graph.boxes[name], x + _MARGIN, middle, widths[name], colour)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _legend(stages):
    x = _MARGIN
    for stage in stages:
        fill = COLOURS[stage]
        yield f'<rect x="{x:.0f}" y="{_MARGIN}" width="14" height="14" rx="4" fill="{fill}"/>'
        yield f'<text x="{x + 20:.0f}" y="{_MARGIN + 12}" fill="#7c858c">{escape(stage)}</text>'
        x += len(stage) * _CHARACTER + 40


def _curve(points):
    points = [(x + _MARGIN, y) for x, y in points]
    text = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for n, ((x0, y0), (x1, y1)) in enumerate(pairwise(points)):
        half = (y0 + y1) / 2
        through = n % 2 == 1  # along a layer in which the edge has no box
        if through:
            text += f"L{x1:.1f},{y1:.1f}"
        else:
            text += f"C{x0:.1f},{half:.1f} {x1:.1f},{half:.1f} {x1:.1f},{y1:.1f}"
    x, y = points[-1]
    head = f"M{x - 4:.1f},{y - 7:.1f}L{x:.1f},{y:.1f}L{x + 4:.1f},{y - 7:.1f}"
    return f'<path d="{text}"/><path d="{head}"/>'


def _box(lines, x, middle, width, colour):
    height = len(lines) * _LINE + _PADDING
    top = middle - height / 2
    yield (
        f'<rect x="{x - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="8" fill="{colour}"/>'
    )
    for n, line in enumerate(lines):
        weight = ' font-weight="600"' if n == 0 else ""
        y = top + _PADDING / 2 + _LINE * (n + 0.78)
        yield (
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" fill="#1d2125"{weight}>'
            f"{escape(line)}</text>"
        )
