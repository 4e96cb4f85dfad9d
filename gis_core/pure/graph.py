"""A network of lines as nodes and edges: shortest ways, flow up and down, what a closed valve cuts off.

Plain Python: an office's roads or pipes are some thousand edges. Distances are metres.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Edge:
    """A piece of line number `line` from node `start` to node `end`, between two measures along that line."""

    start: int
    end: int
    length_m: float
    line: int = 0
    from_m: float = 0.0
    to_m: float = 0.0


@dataclass(frozen=True)
class Graph:
    """Nodes are numbers, edges are named by their place in `edges`."""

    edges: tuple[Edge, ...]
    at: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, edges: Iterable[Edge]) -> Graph:
        """From edges, with the edges at each node looked up."""
        kept = tuple(edges)
        at: dict[int, list[int]] = defaultdict(list)
        for number, edge in enumerate(kept):
            at[edge.start].append(number)
            if edge.end != edge.start:
                at[edge.end].append(number)
        return cls(kept, {node: tuple(numbers) for node, numbers in at.items()})

    def distances(
        self, sources: Mapping[int, float], limit_m: float = float("inf"), free: Collection[int] = ()
    ) -> dict[int, float]:
        """Shortest distance of every node within `limit_m` of a source, either way along the edges (Dijkstra).

        `sources` gives each starting node what it costs to reach it; `free` are edges that cost nothing.
        """
        found: dict[int, float] = {}
        queue = [(cost, node) for node, cost in sources.items() if cost <= limit_m]
        heapq.heapify(queue)
        while queue:
            distance, node = heapq.heappop(queue)
            if node in found:
                continue
            found[node] = distance
            for number in self.at.get(node, ()):
                edge = self.edges[number]
                other = edge.end if edge.start == node else edge.start
                reach = distance + (0.0 if number in free else edge.length_m)
                if reach <= limit_m and other not in found:
                    heapq.heappush(queue, (reach, other))
        return found

    def components(self) -> list[set[int]]:
        """Sets of nodes that hang together, the largest first."""
        left, parts = set(self.at), []
        while left:
            part = self._spread([left.pop()], lambda edge, node: edge.end if edge.start == node else edge.start)
            left -= part
            parts.append(part)
        return sorted(parts, key=len, reverse=True)

    def downstream(self, nodes: Iterable[int]) -> set[int]:
        """Nodes reached in the direction in which the lines are drawn, that of the flow; the given ones too."""
        return self._spread(nodes, lambda edge, node: edge.end if edge.start == node else None)

    def upstream(self, nodes: Iterable[int]) -> set[int]:
        """Nodes from which these are reached."""
        return self._spread(nodes, lambda edge, node: edge.start if edge.end == node else None)

    def _spread(self, nodes: Iterable[int], step: Callable[[Edge, int], int | None]) -> set[int]:
        found, queue = set(), list(nodes)
        while queue:
            node = queue.pop()
            if node in found:
                continue
            found.add(node)
            queue.extend(other for other in self._steps(node, step) if other not in found)
        return found

    def _steps(self, node: int, step: Callable[[Edge, int], int | None]) -> Iterator[int]:
        for number in self.at.get(node, ()):
            other = step(self.edges[number], node)
            if other is not None:
                yield other

    def isolate(self, edge: int, valves: Collection[int]) -> Isolation:
        """What must be closed to cut off one edge, and what goes dry with it; a node of `valves` stops the water."""
        cut, close, queue = {edge}, set(), [self.edges[edge].start, self.edges[edge].end]
        seen: set[int] = set()
        while queue:
            node = queue.pop()
            if node in seen:
                continue
            seen.add(node)
            if node in valves:
                close.add(node)
                continue
            for number in self.at[node]:
                cut.add(number)
                queue += (self.edges[number].start, self.edges[number].end)
        return Isolation(frozenset(close), frozenset(cut))


@dataclass(frozen=True)
class Isolation:
    """Valves to close and the edges without water then."""

    close: frozenset[int]
    edges: frozenset[int]
