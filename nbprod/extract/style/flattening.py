"""Statements with a step more than they need: a suite that is one `if`, a `return` at the end."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
import libcst.matchers as m


class Flattener(cst.CSTTransformer):
    """Takes such steps out, where no comment would lose its place."""

    def __init__(self, *, objects: bool) -> None:
        super().__init__()
        self._objects = objects
        """Whether `object` is Python's own."""

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        """Every class is an `object`."""
        match updated_node.bases:
            case [cst.Arg(value=cst.Name("object"), keyword=None, star="")] if (
                self._objects and not updated_node.keywords
            ):
                none = cst.MaybeSentinel.DEFAULT
                return updated_node.with_changes(bases=[], lpar=none, rpar=none)
        return updated_node

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        """A function ends without saying so."""
        match updated_node.body:
            case cst.IndentedBlock(
                body=[*before, cst.SimpleStatementLine(body=[cst.Return()]) as end]
            ):
                returns = m.findall(updated_node.body, m.Return())
                if len(returns) == 1 and _does_something(before) and _is_idle_return(end):
                    body = updated_node.body.with_changes(body=before)
                    return updated_node.with_changes(body=body)
        return updated_node

    def leave_If(self, original_node: cst.If, updated_node: cst.If) -> cst.If:
        """`if a: if b: ...` as `if a and b: ...`."""
        inner = _alone(updated_node)
        if not isinstance(inner, cst.If) or inner.orelse or updated_node.orelse:
            return updated_node
        test = cst.BooleanOperation(_operand(updated_node.test), cst.And(), _operand(inner.test))
        after = updated_node.whitespace_before_test
        if isinstance(after, cst.SimpleWhitespace) and not after.value:
            updated_node = updated_node.with_changes(
                whitespace_before_test=cst.SimpleWhitespace(" ")
            )
        return updated_node.with_changes(test=test, body=inner.body)

    def leave_With(self, original_node: cst.With, updated_node: cst.With) -> cst.With:
        """`with a: with b: ...` as `with a, b: ...`."""
        inner = _alone(updated_node)
        if not isinstance(inner, cst.With) or inner.asynchronous or updated_node.asynchronous:
            return updated_node
        bare = cst.MaybeSentinel.DEFAULT
        items = [item.with_changes(comma=bare) for item in (*updated_node.items, *inner.items)]
        return updated_node.with_changes(items=items, body=inner.body, lpar=bare, rpar=bare)


def _alone(node: cst.If | cst.With) -> cst.BaseStatement | None:
    """The statement that is all of a suite, if no comment would lose its place."""
    match node.body:
        case cst.IndentedBlock(
            header=cst.TrailingWhitespace(comment=None),
            body=[cst.If() | cst.With() as inner],
            footer=footer,
        ) if not any(line.comment for line in (*footer, *inner.leading_lines)):
            plain = isinstance(inner.body, cst.IndentedBlock) and type(inner) is type(node)
            return inner if plain else None
    return None


def _operand(node: cst.BaseExpression) -> cst.BaseExpression:
    """An expression as one side of `and`."""
    loose = isinstance(node, cst.Lambda | cst.IfExp | cst.NamedExpr) or (
        isinstance(node, cst.BooleanOperation) and isinstance(node.operator, cst.Or)
    )
    if loose and not node.lpar:
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node


def _does_something(body: Sequence[cst.BaseStatement]) -> bool:
    """Whether a suite is more than a docstring."""
    match body:
        case [] | [cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString())])]:
            return False
    return True


def _is_idle_return(line: cst.SimpleStatementLine) -> bool:
    remarks = [*(each.comment for each in line.leading_lines), line.trailing_whitespace.comment]
    match line.body[0]:
        case cst.Return(value=None | cst.Name("None")):
            return not any(remarks)
    return False
