"""Nested containers as trees: what `torch.utils._pytree` offers to walk them."""


def tree_map(function, tree, *rest, is_leaf=None):
    if is_leaf is not None and is_leaf(tree):
        return function(tree, *rest)
    if isinstance(tree, dict):
        return type(tree)(
            (key, tree_map(function, item, *(other[key] for other in rest), is_leaf=is_leaf))
            for key, item in tree.items()
        )
    if isinstance(tree, (list, tuple)):
        parts = [tree_map(function, *items, is_leaf=is_leaf) for items in zip(tree, *rest)]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    return function(tree, *rest)


def tree_leaves(tree, is_leaf=None) -> list:
    found: list = []
    tree_map(found.append, tree, is_leaf=is_leaf)
    return found


def tree_flatten(tree, is_leaf=None) -> tuple[list, object]:
    return tree_leaves(tree, is_leaf), tree


def tree_unflatten(leaves, treespec):
    values = iter(leaves)
    return tree_map(lambda leaf: next(values), treespec)


def tree_map_only(kind, function, tree):
    return tree_map(lambda leaf: function(leaf) if isinstance(leaf, kind) else leaf, tree)


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.utils._pytree.{name}")
