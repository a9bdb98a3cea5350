"""What hurts in production and is gone from the package, and where the plan cannot be sure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from nbprod.extract.decisions.answering import answers, binds_unseen
from nbprod.extract.decisions.drafting import Draft
from nbprod.extract.decisions.pictures import unkept
from nbprod.extract.decisions.remaking import made_anew
from nbprod.extract.decisions.silencing import silenced
from nbprod.extract.plan import Doubt, Hazard, Setting
from nbprod.extract.statements.beforehand import blind_stars
from nbprod.extract.statements.capturing import unanswered
from nbprod.extract.statements.failing import ended
from nbprod.extract.statements.introducing import introduced
from nbprod.extract.statements.missing import unless
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.presence import guarded, is_namespace, own_level
from nbprod.extract.statements.program import BUILTINS
from nbprod.extract.statements.selections import through_selections
from nbprod.extract.statements.starring import starred
from nbprod.flow.texts import FORMULA_WORDS
from nbprod.notebook.model import Notebook

_RULES = {
    "path": ("absolute-path", "a path in the code is now a field of the configuration"),
    "url": ("literal-url", "an address in the code is now a field of the configuration"),
    "secret": (
        "assigned-credential",
        "a secret in the code is now a required environment variable",
    ),
}


def hazards(made: Draft) -> Iterator[Hazard]:
    """Hazards that the extraction resolves, and those that stay, each with its cell."""
    for install in dict.fromkeys(each.cell for each in made.translation.installs):
        yield Hazard(
            install, "install-in-notebook", "what it installs is now declared by the package", True
        )
    for setting in made.work.settings.fields:
        if setting.kind in _RULES and _is_hazard(setting):
            rule, what = _RULES[setting.kind]
            yield Hazard(setting.cell, rule, f"{what}: `{setting.name}`", True)
    for name, added in made.work.lifted.added.items():
        piece = made.work.lifted.with_added[name]
        shown = ", ".join(f"`{each}`" for each in added)
        what = f"`{name}` read {shown} from the notebook; now passed"
        yield from [Hazard(piece.cell, "", what, True)] if added else []
    for scope in made.scopes:
        for piece in scope.pieces:
            for name in piece.uses.shared:
                what = f"`{name}` is bound from inside a function"
                yield Hazard(piece.cell, "", what, False)


def _is_hazard(setting: Setting) -> bool:
    if setting.kind != "path":
        return True
    text = setting.value.strip("rbuf'\"")
    return text.startswith(("/", "~")) or text[1:3] in (":\\", ":/")


def doubts(made: Draft) -> Iterator[Doubt]:
    """What the plan assumed where it could not know."""
    yield from _of_version(made.program.analysis.notebook)
    for cell, what in made.analysis.flow.doubts:
        if told := _told(what, made):
            yield Doubt(cell, told)
    yield from made.translation.doubts
    yield from silenced(made.program)
    for piece in made.work.imports.stars:
        line = piece.first_line
        yield Doubt(piece.cell, f"`{line}`: nobody knows which names it brings, so it stays")
    yield from _of_stars(made)
    for piece, cause in blind_stars(made.program, made.work.imports.stars):
        below = f"below cell {cause.cell.number + 1}, which lets it be found"
        what = f"`{piece.first_line}` stood {below}; here it is imported before all else"
        yield Doubt(piece.cell, what)
    for piece, name in made.work.imports.unsure:
        what = f"`{name}` means this import throughout, and something else above it in the notebook"
        yield Doubt(piece.cell, what)
    for piece, what in made.acting.late:
        yield Doubt(piece.cell, what)
    for piece in sorted(made.shows.carried, key=lambda p: (p.cell, p.index)):
        yield Doubt(
            piece.cell, "goes on with the figure of the cell above; both halves are kept as one"
        )
    for cell, name in made.unparted.items():
        why = "a function or value above holds what is bound anew or changed here or below"
        yield Doubt(cell, f"the stage `{name}` cannot begin here: {why}")
    for cell in made.parted:
        what = "a value above holds one that is changed here or below"
        yield Doubt(cell, f"{what}; stages that run alone, by files, have two of it")
    program = made.program
    for cell, what in (*made_anew(made), *ended(program.analysis.notebook), *unkept(program)):
        yield Doubt(cell, what)
    for cell, code in introduced(made.program):
        yield Doubt(cell, f"`{code}` shows names of modules, which in a notebook are `__main__`")
    for piece in made.program.pieces:
        for code in dict.fromkeys(_asked_text(piece, made)):
            what = f"`{code}` shows how a definition is written, which is laid out anew here"
            yield Doubt(piece.cell, what)
        if any(_asks_main(part, made) for part in ast.walk(piece.node)):
            what = "`__main__` is the notebook itself, and in a package what starts it"
            yield Doubt(piece.cell, f"{what}; none of the names here are found there")
    staged = [piece for scope in made.scopes for piece in scope.pieces]
    for piece in staged:
        yield from _of_statement(piece, made)
    for piece in (*made.work.lifted.pieces, *staged):
        yield from (Doubt(piece.cell, what) for what in _of_names(piece, made))
        yield from (Doubt(piece.cell, what) for what in _of_namespaces(piece, made))
        yield from (Doubt(piece.cell, w) for w in unanswered(piece, made.analysis.names))
        yield from (Doubt(piece.cell, w) for w in through_selections(piece, made.analysis.names))
    for constant, module in _idle(made, staged):
        what = f"`{constant}` stands in `{module}.py`, which no run imports: nothing calls what reads it"
        yield Doubt(made.work.lifted.constants[constant].cell, what)
    for scope in made.scopes:
        for name, value in scope.starts.items():
            if value == "None":
                where = scope.pieces[0].cell
                yield Doubt(where, f"`{name}` is bound on some ways only; elsewhere it is None")


def _of_version(notebook: Notebook) -> Iterator[Doubt]:
    """What another Python computed."""
    if notebook.version.startswith("2.") or notebook.kernel == "python2":
        what = "division, text, and what `map`, `zip` and `keys` give are not what they were"
        old = notebook.version or "2"
        yield Doubt(notebook.cells[0].ref, f"last run by Python {old}; in Python 3 {what}")


def _idle(made: Draft, staged: Iterable[Piece]) -> Iterator[tuple[str, str]]:
    """Constants that a run does not work out, each with its module."""
    lifted = made.work.lifted
    definitions = lifted.by_name
    inside: dict[str, list[Piece]] = {}
    for name, piece in definitions.items():
        inside.setdefault(made.modules[name], []).append(piece)
    reached: set[str] = set()
    waiting = list(staged)
    while waiting:
        for name in waiting.pop().uses.every:
            if name in definitions and (module := made.modules[name]) not in reached:
                reached.add(module)
                waiting += inside[module]
    return ((n, made.modules[n]) for n in lifted.constants if made.modules[n] not in reached)


def _of_stars(made: Draft) -> Iterator[Doubt]:
    """Names of a star import that the notebook binds anew, and that nothing could tell apart."""
    for each in starred(made.program):
        here = any(each.reader in s.pieces and each.name in s.may for s in made.scopes)
        if here or not made.work.is_value(each.name):
            where = f"read here and bound only in cell {each.binder.cell.number + 1}"
            what = "if an import brings it here, it means something else in the package, or nothing"
            yield Doubt(each.reader.cell, f"`{each.name}` is {where}: {what}")


def _of_names(piece: Piece, made: Draft) -> Iterator[str]:
    """Names that nothing gives: a linter is told to pass over them, so a person must hear of them."""
    imports, given = made.work.imports, made.program.binders.keys() | BUILTINS | _ANYWHERE
    if any(_is_shell(part, made) for part in ast.walk(piece.node)):
        yield "`get_ipython` is the notebook's own; what calls it fails in a package"
    dead = set(_never_run(piece, made))
    for name, reads in piece.uses.every.items():
        if name in given or name == "get_ipython" or all(id(read) in dead for read in reads):
            continue
        if name in FORMULA_WORDS and all(isinstance(read, ast.Call) for read in reads):
            continue
        if not imports.knows(name) and not imports.stars:
            yield f"`{name}` is {_unbound(made)}"


def _of_namespaces(piece: Piece, made: Draft) -> Iterator[str]:
    """What `globals()` and its like show in a stage, where they are more than a question answered."""
    names = made.analysis.names
    calls = (part for part in ast.walk(piece.node) if isinstance(part, ast.Call))
    asking = [call for call in calls if is_namespace(call, names)]
    found = list(answers(piece, made.scopes, made.work)) if asking else []
    known = {id(asked.call) for asked, answer in found if answer != "unknown"}
    own = {id(part) for part in own_level(piece.node)} if asking else set()
    for part in asking:
        if id(part) in known:
            continue
        if is_namespace(part, names, "globals"):
            yield "`globals()` shows the names of a module, and none of the values of the notebook"
        elif id(part) in own:
            yield f"`{ast.unparse(part)}` shows the names of its own stage only"


def _unbound(made: Draft) -> str:
    """Why a name has nothing to give it; what `exec` binds, the notebook has and a package has not."""
    doubts = {what for _, what in made.analysis.flow.doubts}
    if not binds_unseen(made.program):
        doubts.discard("globals")
    by = " and ".join(f"`{what}`" for what in ("exec", "globals") if what in doubts)
    if by:
        return f"bound by {by} if by anything, and not in a function; what reads it fails here"
    if made.translation.lost:
        return f"never bound{unless(made.translation.lost)}; what reads it fails here"
    return "never bound; what reads it fails here as in the notebook"


def _never_run(piece: Piece, made: Draft) -> Iterator[int]:
    """The parts of a statement that wait for a name which nothing binds, by their identity."""
    for part in ast.walk(piece.node):
        for name, kept in guarded(part, made.analysis.names):
            if name not in made.program.binders and not binds_unseen(made.program):
                yield from map(id, ast.walk(kept))


def _is_shell(node: ast.AST, made: Draft) -> bool:
    """Whether an expression is IPython's function, by whatever name; in a package it gives None."""
    match node:
        case ast.Name(id="get_ipython", ctx=ast.Load()):
            return True
        case ast.Name() | ast.Attribute():
            name = made.analysis.names.dotted(node)
            return name.startswith("IPython.") and name.endswith(".get_ipython")
    return False


def _asked_text(piece: Piece, made: Draft) -> Iterator[str]:
    """What asks a definition of the notebook for its text, or for what its annotations say."""
    names = made.analysis.names
    for node in ast.walk(piece.node):
        match node:
            case ast.Attribute(value=whole, attr="__doc__" | "__annotations__", ctx=ast.Load()):
                asked: ast.expr | None = whole
            case ast.Call(args=[whole]) if names.callee(node) in _SOURCES:
                asked = whole
            case _:
                asked = None
        if asked is not None and names.definition(asked):
            yield ast.unparse(node)


_SOURCES = ("inspect.getsource", "inspect.getsourcelines", "typing.get_type_hints")


def _asks_main(node: ast.AST, made: Draft) -> bool:
    """Whether something looks for names of the notebook where a program begins: `import __main__`."""
    match node:
        case ast.ImportFrom(module="__main__") | ast.Import(names=[ast.alias(name="__main__")]):
            return True
        case ast.Subscript(slice=ast.Constant(value="__main__")):
            return True
        case ast.Constant(value=str(text)):
            return bool(_IMPORTS_MAIN.search(text))
        case ast.Call():
            return _runs_in_main(node, made)
    return False


def _runs_in_main(node: ast.Call, made: Draft) -> bool:
    """Whether a call runs a text, or tests, where a program begins, unless it is told where."""
    names = made.analysis.names
    callee, given = names.callee(node), {keyword.arg for keyword in node.keywords}
    if callee in _TESTING:
        return not (node.args or given & {"m", "module"})
    match node.func:
        case ast.Attribute(value=receiver, attr=method) if callee not in _RUNNING:
            maker = names.value(receiver)
            kind = names.callee(maker) if isinstance(maker, ast.Call) else ""
            callee = f"{kind}.{method}"
    return callee in _RUNNING and "globals" not in given


_RUNNING = frozenset(
    f"{of}.{name}"
    for name in ("run", "runeval")
    for of in ("cProfile", "cProfile.Profile", "profile", "profile.Profile", "trace.Trace", "pdb")
)
_TESTING = ("doctest.testmod", "unittest.main")


_IMPORTS_MAIN = re.compile(
    r"\A__main__(\.\w+)+\Z|^\s*(from\s+__main__\s+import|import\s+__main__)\b", re.MULTILINE
)
"""As `timeit` is given it, or `patch("__main__.f")`."""

_ANYWHERE = {"__name__", "__file__", "__doc__", "display"}
"""Names that every module has, or gets an import for."""


def _of_statement(piece: Piece, made: Draft) -> Iterator[Doubt]:
    for part in ast.walk(piece.node):
        match part:
            case ast.ClassDef(name=name, decorator_list=[_, *_]):
                what = f"`{name}` stays in its stage, whose name its own name and its text show"
                yield Doubt(piece.cell, what)
    match piece.node:
        case (ast.ClassDef(name=name) | ast.FunctionDef(name=name)) as kept:
            kinds = _STORING + _SHARING if isinstance(kept, ast.ClassDef) else _SHARING
            if by := _called(kinds, made):
                what = f"`{name}` stays in its stage, where `{by}` does not find it by name"
                yield Doubt(piece.cell, what)
    for call in piece.uses.calls:
        callee = made.analysis.names.callee(call)
        if callee.startswith("matplotlib.animation.") and callee.endswith("Animation"):
            what = "frames of an animation are drawn, and compute, only where it is saved or shown"
            yield Doubt(piece.cell, f"{what}: the package {_frames(call, piece, made)}")


def _frames(call: ast.Call, piece: Piece, made: Draft) -> str:
    """What a package saves of an animation: a figure of another stage is closed by then."""
    handed = {given.id for given in [*call.args, *(k.value for k in call.keywords)]
              if isinstance(given, ast.Name)}  # fmt: skip
    scope = next((scope for scope in made.scopes if piece in scope.pieces), None)
    if scope and handed & {*scope.takes} and not made.program.keeps_open:
        return "saves none of them, for the figure was saved and closed in a stage above"
    return "saves the figure without one" if made.live else "saves its first one"


_STORING = ("pickle.dump", "joblib.dump", "torch.save")
"""Calls that store an object with the name of its type, and with nothing else of it."""

_SHARING = (
    "multiprocessing.Pool", "multiprocessing.pool.Pool", "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor",
)  # fmt: skip


def _called(kinds: tuple[str, ...], made: Draft) -> str:
    """The first call of such a kind; weights alone (`model.state_dict()`) have no type of their own."""
    names = made.analysis.names
    for record in made.analysis.records:
        for call in record.calls:
            callee = names.callee(call)
            if callee.startswith(kinds) and "state_dict" not in "".join(
                map(ast.unparse, call.node.args[:1])
            ):
                return callee
    return ""


def _told(what: str, made: Draft) -> str:
    if what in ("exec", "eval"):
        return f"`{what}` sees the names of its own stage only"
    if what in ("globals", "locals", "vars", "setattr", "delattr", "__import__"):
        return ""
    if what.startswith("from "):
        return ""
    return f"`{what}` may touch names that nobody can see"
