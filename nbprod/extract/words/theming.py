"""Which module each lifted definition goes to: by what it is, else by where the notebook told it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Mapping

from nbprod.extract.statements.binding import Lifted
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.extract.words.naming import identifier
from nbprod.extract.words.phrasing import topic

RESERVED = listed(
    "config pipeline artifacts figures stages tests main graph __main__ __init__ data_root "
    "run signature logger logging asyncio isawaitable"
)
"""Names that the package's own modules have for themselves."""
LAST_RESORT = "functions"
CONSTANTS = "constants"

_BY_NAME = (
    ("plots", re.compile(r"^(plot|visuali[sz]e|animate)_?|_(plot|chart)$")),
    ("data", re.compile(r"^(load|read|fetch|download|get_data|import|query)(_|$)")),
    ("metrics", re.compile(r"^(score|evaluate|rmse|rmsle|mse|mae|accuracy|precision|f1)|_(score|error|loss|metrics?)$")),
    ("features", re.compile(r"^(clean|preprocess|prepare|transform|encode|normali[sz]e|extract|tokeni[sz]e|impute|scale)(_|$)")),
    ("models", re.compile(r"^(build|make|create)_(\w+_)?(model|net|network)|(Model|Net|Network|Classifier|Regressor|Module|Layer|GAN|Encoder|Decoder|Estimator)$")),
    ("training", re.compile(r"^(train|fit)(_|$)")),
)  # fmt: skip


def modules(program: Program, lifted: Lifted, headings: Mapping[int, str]) -> dict[str, str]:
    """The module of each lifted name."""
    pieces = lifted.by_name
    names = sorted(pieces, key=lambda n: program.order[pieces[n]])
    found = {n: _theme(n, pieces[n], program) for n in names if n not in lifted.constants}
    _join_single(found)
    _tell_by_story(found, pieces, _telling(headings, program))
    _place_constants(names, found, pieces, lifted)
    return _without_cycles(found, pieces)


def _theme(name: str, piece: Piece, program: Program) -> str:
    if isinstance(piece.node, ast.ClassDef) and _is_model(piece.node):
        return "models"
    for module, pattern in _BY_NAME:
        if pattern.search(name):
            return module
    return "plots" if _draws(piece, program) else ""


def _join_single(found: dict[str, str]) -> None:
    """Give no module to one definition alone, where there are others to stand with."""
    sizes = Counter(found.values())
    for name, module in found.items():
        if sizes[module] == 1 and len(found) > 1:
            found[name] = ""


def _is_model(node: ast.ClassDef) -> bool:
    bases = " ".join(ast.unparse(base) for base in node.bases)
    return bool(re.search(r"Module|Model|Estimator|Transformer|Classifier|Regressor|Layer", bases))


def _draws(piece: Piece, program: Program) -> bool:
    names = program.analysis.names
    for part in ast.walk(piece.node):
        if isinstance(part, ast.Call) and (fact := names.fact(part)) and "figure" in fact.uses:
            return True
    return False


def _telling(headings: Mapping[int, str], program: Program) -> dict[int, str]:
    """Names for modules out of the headings above cells; none is a library's that is imported."""
    records = program.analysis.records
    libraries = {i.module.partition(".")[0] for record in records for i in record.imports}
    named = {cell: _module_name(heading) for cell, heading in headings.items()}
    return {cell: "" if name in libraries else name for cell, name in named.items()}


def _tell_by_story(
    found: dict[str, str], pieces: Mapping[str, Piece], sections: Mapping[int, str]
) -> None:
    """Name the module of what has no theme after the section that holds most of it."""
    plain = [name for name, module in found.items() if not module]
    if not plain:
        return
    told = Counter(sections.get(pieces[name].cell.number, "") for name in plain)
    for module, count in told.most_common():
        if module and count >= 3 and module not in found.values():
            for name in plain:
                if sections.get(pieces[name].cell.number, "") == module:
                    found[name] = module
    rest = [name for name in plain if not found[name]]
    alone = len(rest) == len(plain) > 1
    single = told.most_common(1)[0][0] if alone else ""
    if len(told) > 1 and told.most_common(1)[0][1] * 2 <= len(plain):
        single = ""
    named = {module for module in found.values() if module}
    for name in rest:
        found[name] = single if single and single not in named else LAST_RESORT


def _module_name(heading: str) -> str:
    said = [w for w in topic(heading) if w not in _DULL]
    name = identifier(said) if said else ""
    tests = name.startswith("test_")  # pytest takes such a file for its own
    return "" if tests or name in RESERVED or len(name) > 30 else name


_DULL = listed(
    "the and for with from into our your let some functions function helper helpers utility "
    "utilities utils imports libraries library packages setup problem solution question part "
    "notebook new code section chapter example examples using python"
)


def _place_constants(
    names: list[str], found: dict[str, str], pieces: Mapping[str, Piece], lifted: Lifted
) -> None:
    """Put a constant with the first definition that reads it; what stages alone read stands apart."""
    waiting = [name for name in reversed(names) if name in lifted.constants]
    for name in waiting:
        readers = [n for n in names if n in found and n != name and name in pieces[n].uses.every]
        found[name] = found[readers[0]] if readers else CONSTANTS


def _without_cycles(found: dict[str, str], pieces: Mapping[str, Piece]) -> dict[str, str]:
    """Join modules that would import each other."""
    while pair := _cycle(found, pieces):
        keep, gone = pair
        found = {name: keep if module == gone else module for name, module in found.items()}
    return found


def _cycle(found: dict[str, str], pieces: Mapping[str, Piece]) -> tuple[str, str] | None:
    sizes = Counter(found.values())
    uses: dict[str, set[str]] = {}
    for name, module in found.items():
        others = {found[n] for n in pieces[name].uses.every if n in found}
        uses.setdefault(module, set()).update(others - {module})
    reach = _closure(uses)
    for one in sorted(uses):
        for other in sorted(reach(one)):
            if one in reach(other) and other != one:
                keep, gone = sorted((one, other), key=lambda m: (-sizes[m], m == LAST_RESORT, m))
                return keep, gone
    return None


def _closure(uses: Mapping[str, set[str]]) -> Callable[[str], set[str]]:
    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            for other in uses.get(todo.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return seen

    return reach
