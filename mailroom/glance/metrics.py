"""Figures as Prometheus reads them. Its client library knows the format; the figures are ours.

Its trap: the default registry is one for the whole process and filled at import, so that two desks in one test count together. Each
page gets a registry of its own, beside what Linux tells of this process (CPU, memory, open files).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from mailroom.glance.figures import Figure

__all__ = ["CONTENT_TYPE", "page_of"]


class _Desk(Collector):
    def __init__(self, figures: Callable[[], Iterable[Figure]]) -> None:
        self._figures = figures

    def describe(self) -> list[Metric]:
        return []  # else it would be asked for its figures, and the database with it, before anybody scrapes

    def collect(self) -> Iterator[Metric]:
        for figure in self._figures():
            metric = Metric(figure.name, figure.means, figure.kind)
            for sample in figure.samples:
                metric.add_sample(figure.name + sample.suffix, dict(sample.labels), sample.value)
            yield metric


def page_of(figures: Callable[[], Iterable[Figure]]) -> Callable[[], bytes]:
    """What makes the page of /metrics; `figures` is asked at each call."""
    registry = CollectorRegistry()
    registry.register(_Desk(figures))
    ProcessCollector(registry=registry)
    return lambda: generate_latest(registry)
