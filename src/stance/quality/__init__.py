"""What a corpus holds against what it promises, and every problem that can be found item by item."""

from stance.quality.composition import IMPLIED, Composition, FloorCount, compose_table, floor_counts
from stance.quality.disputes import Disputes, disputes
from stance.quality.problems import CHECKS, Findings, find_problems
from stance.quality.report import Problem

__all__ = [
    "CHECKS",
    "IMPLIED",
    "Composition",
    "Disputes",
    "Findings",
    "FloorCount",
    "Problem",
    "compose_table",
    "disputes",
    "find_problems",
    "floor_counts",
]
