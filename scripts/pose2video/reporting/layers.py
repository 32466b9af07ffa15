"""Where the boxes of a directed graph stand: in layers, few crossings, straight long edges.

The way of Sugiyama, Tagawa and Toda (1981): layers, then an order in every layer by the mean place
of a box's neighbours (barycentres), then places that keep that order. Pure Python, for the few
dozen boxes of a graph that people read.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise

_SWEEPS = 24


def reduced(edges) -> list[tuple]:
    """Edges without those that follow from others (a -> c where a -> b -> c is there).

    Args:
        edges: Pairs (from, to) of an acyclic graph.
    """
    edges = list(dict.fromkeys(edges))
    after = defaultdict(list)
    for a, b in edges:
        after[a].append(b)

    def reaches(start, goal):
        waiting, seen = [n for n in after[start] if n != goal], set()
        while waiting:
            node = waiting.pop()
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                waiting += after[node]
        return False

    return [(a, b) for a, b in edges if not reaches(a, b)]


def layered(nodes, edges, widths, gap) -> tuple[dict, dict]:
    """Place the boxes of a graph.

    Args:
        nodes: Names, in the order that decides between equals.
        edges: Pairs (from, to), acyclic.
        widths: Name -> width of its box.
        gap: Least distance between two boxes of a layer, in the same unit.

    Returns:
        Name -> (middle, layer), layer 0 at the top, and edge -> middles in the layers between its
        ends, by which it passes the boxes there.
    """
    layer = _layers(nodes, edges)
    places, chains = dict(layer), {}
    for a, b in edges:
        between = [((a, b), i) for i in range(layer[a] + 1, layer[b])]
        places |= {point: point[1] for point in between}
        chains[a, b] = [a, *between, b]
    links = [pair for chain in chains.values() for pair in pairwise(chain)]
    rows = _ordered(places, links)
    middles = _middles(rows, links, {point: widths.get(point, gap / 2) for point in places}, gap)
    found = {node: (middles[node], layer[node]) for node in nodes}
    return found, {edge: [middles[p] for p in chain[1:-1]] for edge, chain in chains.items()}


def _layers(nodes, edges):
    """Longest way from a start; then boxes with more edges out than in move down to those."""
    before, after = defaultdict(list), defaultdict(list)
    for a, b in edges:
        before[b].append(a)
        after[a].append(b)
    layer = {}

    def depth(node):
        if node not in layer:
            layer[node] = max((depth(other) + 1 for other in before[node]), default=0)
        return layer[node]

    for node in nodes:
        depth(node)
    for node in sorted(nodes, key=layer.get, reverse=True):
        if len(after[node]) > len(before[node]):
            layer[node] = min(layer[other] for other in after[node]) - 1
    top = min(layer.values(), default=0)
    return {node: row - top for node, row in layer.items()}


def _ordered(places, links):
    """The rows of layers in an order with few crossings."""
    rows = [[] for _ in range(max(places.values()) + 1)]
    for point, row in places.items():
        rows[row].append(point)
    up, down = defaultdict(list), defaultdict(list)
    for a, b in links:
        up[b].append(a)
        down[a].append(b)
    best, fewest = [list(row) for row in rows], _crossings(rows, down)
    for sweep in range(_SWEEPS):
        order = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        beside = up if sweep % 2 == 0 else down
        for i in order:
            fixed = rows[i - 1 if sweep % 2 == 0 else i + 1]
            rank = {point: n for n, point in enumerate(fixed)}
            own = {point: n for n, point in enumerate(rows[i])}
            rows[i].sort(key=lambda p: _mean([rank[q] for q in beside[p]], own[p]))
            _swap_neighbours(rows, i, up, down)
        crossings = _crossings(rows, down)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _swap_neighbours(rows, i, up, down):
    """Swap boxes side by side as long as that takes away crossings."""
    ranks = [
        ({point: n for n, point in enumerate(rows[j])}, beside)
        for j, beside in ((i - 1, up), (i + 1, down))
        if 0 <= j < len(rows)
    ]

    def crossings(left, right):
        return sum(
            rank[a] > rank[b] for rank, beside in ranks for a in beside[left] for b in beside[right]
        )

    for n in range(len(rows[i]) - 1):
        left, right = rows[i][n : n + 2]
        if crossings(left, right) > crossings(right, left):
            rows[i][n : n + 2] = right, left


def _crossings(rows, down):
    total = 0
    for upper, lower in pairwise(rows):
        rank = {point: n for n, point in enumerate(lower)}
        ends = [[rank[q] for q in down[p]] for p in upper]
        for left, right in combinations(ends, 2):
            total += sum(a > b for a in left for b in right)
    return total


def _middles(rows, links, widths, gap):
    """Middles near those of the neighbours; long edges are pulled straight most of all."""
    beside = defaultdict(list)
    for a, b in links:
        bends = isinstance(a, tuple) + isinstance(b, tuple)
        weight = (1, 4, 40)[bends]
        beside[a].append((b, weight))
        beside[b].append((a, weight))
    middles = {}
    for row in rows:
        x = 0.0
        for point in row:
            middles[point] = x + widths[point] / 2
            x += widths[point] + gap
    for sweep in range(20 * _SWEEPS):
        for row in rows if sweep % 2 else rows[::-1]:
            wanted = [
                sum(middles[q] * w for q, w in beside[p]) / sum(w for _, w in beside[p])
                if beside[p]
                else middles[p]
                for p in row
            ]
            weights = [sum(w for _, w in beside[p]) or 1 for p in row]
            steps = [(widths[a] + widths[b]) / 2 + gap for a, b in pairwise(row)]
            middles |= dict(zip(row, _apart(wanted, weights, steps), strict=True))
    left = min(middles[p] - widths[p] / 2 for p in middles)
    return {point: x - left for point, x in middles.items()}


def _apart(wanted, weights, steps):
    """The places nearest to the wanted ones (least squares) that keep their distances.

    With the distances taken off, this is isotonic regression: neighbours in the wrong order are
    pooled to their mean.
    """
    offsets = [0.0]
    for step in steps:
        offsets.append(offsets[-1] + step)
    pools: list[list[float]] = []  # mean, weight, count
    for place, weight, offset in zip(wanted, weights, offsets, strict=True):
        pools.append([place - offset, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, weight, count = pools.pop()
            left = pools[-1]
            total = left[1] + weight
            pools[-1] = [(left[0] * left[1] + mean * weight) / total, total, left[2] + count]
    flat = [mean for mean, _, count in pools for _ in range(int(count))]
    return [place + offset for place, offset in zip(flat, offsets, strict=True)]


def _mean(values, otherwise):
    return sum(values) / len(values) if values else otherwise
