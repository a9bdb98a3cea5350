"""`if __name__ == "__main__":` holds in a notebook: its body runs, so it stands by itself."""

from __future__ import annotations

import ast

from nbprod.extract.statements.indenting import dedented


def unguarded(text: str) -> str:
    """A cell's text with the bodies of main guards in their place.

    >>> unguarded('if __name__ == "__main__":\\n    main()')
    'main()'
    """
    if "__main__" not in text:
        return text
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return text
    for node in reversed(tree.body):
        if isinstance(node, ast.If) and not node.orelse and _is_guard(node.test):
            text = _opened(text, node)
    return text


def _is_guard(test: ast.expr) -> bool:
    match test:
        case ast.Compare(
            left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant("__main__")]
        ):
            return True
    return False


def _opened(text: str, node: ast.If) -> str:
    lines = text.split("\n")
    first = node.body[0]
    end = node.end_lineno or node.lineno
    column = len(lines[first.lineno - 1].encode()[: first.col_offset].decode())
    body = lines[first.lineno - 1 : end]
    body[0] = body[0][column:]
    inner = dedented("\n".join(body), column if first.lineno > node.lineno else 0)
    between = [line.strip() for line in lines[node.lineno : first.lineno - 1]]
    comments = [line for line in between if line.startswith("#")]
    return "\n".join([*lines[: node.lineno - 1], *comments, inner, *lines[end:]])
