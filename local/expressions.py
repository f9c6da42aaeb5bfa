"""moto's update expressions without looking at each part of one again for each part that it is in.

moto walks an expression ten times before it carries it out, asks every part what the walk looks for, and counts the
clauses of each part anew: an update of thirty attributes costs as many looks as thirty times thirty would.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from moto.dynamodb.parsing.validators import ActionCountValidator, OverlappingPathsValidator

nodes: Any = import_module("moto.dynamodb.parsing.ast_nodes")  # which moto keeps from type checkers

# What `install` replaces.
PATCHED: tuple[tuple[type, str], ...] = (
    (nodes.DepthFirstTraverser, "traverse"),
    (ActionCountValidator, "verify_action_counts"),
    (OverlappingPathsValidator, "check_for_overlapping_paths"),
)


def install() -> None:
    """Replace these operations in this process."""
    count = ActionCountValidator.verify_action_counts
    compare = OverlappingPathsValidator.check_for_overlapping_paths

    def count_in_whole(validator: ActionCountValidator, node: Any) -> Any:
        return count(validator, node) if node.parent is None else node

    def compare_in_whole(validator: OverlappingPathsValidator, node: Any) -> Any:
        return compare(validator, node) if node.parent is None else node

    def traverse(traverser: Any, node: Any) -> Any:
        return _traverse(traverser, traverser.nodes_to_be_processed(), node)

    # The whole has all that its parts have.
    ActionCountValidator.verify_action_counts = count_in_whole  # type: ignore[assignment, method-assign]
    OverlappingPathsValidator.check_for_overlapping_paths = compare_in_whole  # type: ignore[assignment, method-assign]
    nodes.DepthFirstTraverser.traverse = traverse


def _traverse(traverser: Any, wanted: tuple[type, ...], node: Any, place: int = -1) -> Any:
    """moto's walk, parts before the whole; what the traverser wants is asked once."""
    kind: Any = type(node)
    if not _is_one_of(kind, (nodes.Node,)):
        return node
    parent = node.parent
    for number, child in enumerate(node.children or ()):
        traverser.pre_processing_of_child(node, number)
        _traverse(traverser, wanted, child, number)
    if _is_one_of(kind, wanted):
        node = traverser.process(node)
        node.parent = parent
        if parent:
            parent.children[place] = node
    return node


@cache
def _is_one_of(kind: type, wanted: tuple[type, ...]) -> bool:
    return issubclass(kind, wanted)
