"""What fails on a machine without a CUDA device, and what starves one that is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from nbprod.analysis import Analysis
from nbprod.flow.record import Call, Import, Inside
from nbprod.flow.shapes import descend
from nbprod.lint.checks import Seen, each
from nbprod.lint.literals import Written, literals
from nbprod.lint.match import Match

ASKS = frozenset({"is_available", "device_count", "is_built_with_cuda", "list_physical_devices"})
ASKS |= {"list_logical_devices", "is_gpu_available", "gpu_device_name", "get_available_devices"}
ASKS |= {"is_torch_cuda_available", "is_cuda_available", "has_cuda", "find_spec", "which"}
"""Calls that ask whether a device is there."""

_GPU_NAME = re.compile(r"cuda|gpu|device", re.IGNORECASE)
_CUDA = re.compile(r"cuda(:\d+)?$")
_TF_GPU = re.compile(r"/?(device:)?gpu:\d+$|/physical_device:GPU:\d+$", re.IGNORECASE)

SOFT = frozenset(
    {"autocast", "GradScaler", "get", "print", "lower", "startswith", "is_autocast_enabled"}
)
"""Calls that take `"cuda"` and do without it."""


@each(Analysis)
def cuda_device(notebook: Analysis) -> Iterator[Match]:
    """A device is named that may not be there."""
    for found in literals(notebook):
        if names_device(found) and not guarded(notebook, _inside(found, notebook)):
            yield Match(found.cell, found.at, {"device": found.text})


_IN_PYTHON = frozenset({"argument", "assigned", "setting", "element"})


def names_device(found: Written) -> bool:
    """Whether a text in Python names a GPU that is then used."""
    if found.role not in _IN_PYTHON or not isinstance(found.at, ast.AST):
        return False
    called = found.call.written.rpartition(".")[2] if found.call else ""
    if _CUDA.match(found.text):
        return called not in SOFT
    return bool(_TF_GPU.match(found.text)) and called in (
        "device",
        "set_visible_devices",
        "OneDeviceStrategy",
    )


def _inside(found: Written, notebook: Analysis) -> Inside | None:
    """What surrounds a text in code."""
    record = notebook.record.get(found.cell)
    return next((t.inside for t in record.strings if t.node is found.at), None) if record else None


@each(Call)
def cuda_call(call: Call, notebook: Analysis) -> Iterator[Match]:
    """A call that raises without a device, and nothing asked for one before."""
    if not guarded(notebook, call.inside):
        yield Match(call.inside.cell, call.node)


@each(Call)
def tool(call: Call, notebook: Analysis) -> Iterator[Match]:
    """A call that starts a tool of the driver, and nothing handles that it is missing."""
    if not guarded(notebook, call.inside):
        yield Match(call.inside.cell, call.node)


@each(Import)
def gpu_library(found: Import, notebook: Analysis) -> Iterator[Match]:
    """A library that cannot be imported or used without a device; said at its first import."""
    library = found.module.partition(".")[0]
    every = (i for record in notebook.records for i in record.imports)
    first = next((i for i in every if i.module.partition(".")[0] == library), found)
    if found is first and not guarded(notebook, found.inside):
        yield Match(found.inside.cell, found.node)


@each(ast.Assert)
def demanded(seen: Seen, notebook: Analysis) -> Iterator[Match]:
    """An assertion that a device is there."""
    if asks(notebook, [seen.node.test]) and not guarded(notebook, seen.inside):
        yield Match(seen.inside.cell, seen.node)


FLAGS = {
    "fp16": True,
    "fp16_full_eval": True,
    "load_in_4bit": True,
    "load_in_8bit": True,
    "use_gpu": True,
    "tree_method": "gpu_hist",
    "predictor": "gpu_predictor",
    "task_type": "GPU",
    "device_type": "gpu",
    "device": "gpu",
    "accelerator": "gpu",
    "mixed_precision": "fp16",
    "attn_implementation": "flash_attention_2",
    "optim": ("adamw_8bit", "paged_adamw_8bit", "paged_adamw_32bit", "adamw_bnb_8bit"),
    "backend": "nccl",
}
"""Keywords and keys whose value asks for a device."""


@each(Call, given=[*FLAGS, "providers"])
def gpu_flag(call: Call, notebook: Analysis) -> Iterator[Match]:
    """A keyword, or a key of a literal dictionary, asks for a device."""
    for keyword in call.node.keywords:
        wants = keyword.arg and wants_gpu(keyword.arg, keyword.value, notebook)
        if wants and keyword.arg and not guarded(notebook, call.inside):
            yield Match(call.inside.cell, keyword, {"flag": _shown(keyword.arg, keyword.value)})


@each(ast.Dict)
def gpu_parameters(seen: Seen, notebook: Analysis) -> Iterator[Match]:
    """A literal dictionary of parameters asks for a device."""
    for name, value in named_values(seen.node):
        if wants_gpu(name, value, notebook) and not guarded(notebook, seen.inside):
            yield Match(seen.inside.cell, value, {"flag": _shown(name, value)})


def named_values(node: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    """The entries of a literal dictionary whose keys are texts."""
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value


def wants_gpu(name: str, value: ast.expr, notebook: Analysis) -> bool:
    """Whether a parameter with this value asks for a device."""
    wanted = FLAGS.get(name)
    if name == "providers":
        return lacks_cpu(value)
    if wanted is None:
        return False
    if wanted is True and _supports_bf16(value):
        return True
    known = notebook.names.value(value) if isinstance(value, ast.Name) else value
    if not isinstance(known, ast.Constant):
        return False
    return known.value in wanted if isinstance(wanted, tuple) else known.value == wanted


def _supports_bf16(value: ast.expr) -> bool:
    """`fp16=not is_bf16_supported()` is true where there is no device at all."""
    match value:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=func)):
            return ast.unparse(func).rpartition(".")[2] in (
                "is_bf16_supported",
                "is_bfloat16_supported",
            )
    return False


def lacks_cpu(value: ast.expr) -> bool:
    """Whether a list of execution providers leaves nothing to fall back on."""
    texts = [
        n.value for n in descend(value) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    ]
    return any("CUDA" in t or "Tensorrt" in t for t in texts) and not any("CPU" in t for t in texts)


def _shown(name: str, value: ast.expr) -> str:
    return f"{name}={ast.unparse(value)}"


def guarded(notebook: Analysis, inside: Inside | None) -> bool:
    """Whether something around a place asked for a device, or handles that it is missing."""
    if inside is None:
        return False
    return asks(notebook, inside.tests) or bool(inside.handled)


def asks(notebook: Analysis, tests: Iterable[ast.expr]) -> bool:
    """Whether a condition asks for a device, directly or through a variable."""
    return any(_asks(notebook, part) for test in tests for part in descend(test))


def _asks(notebook: Analysis, part: ast.AST) -> bool:
    if isinstance(part, ast.Call):
        return ast.unparse(part.func).rpartition(".")[2] in ASKS
    if isinstance(part, ast.Name | ast.Attribute):
        name = part.id if isinstance(part, ast.Name) else part.attr
        if _GPU_NAME.search(name):
            value = notebook.names.value(part) if isinstance(part, ast.Name) else part
            return not (isinstance(value, ast.Constant) and value.value is True)
    return False


@each(Call)
def starved_loader(call: Call, notebook: Analysis) -> Iterator[Match]:
    """A loader without workers feeds a notebook that trains on a device."""
    uses_gpu = any(_CUDA.match(found.text) for found in literals(notebook))
    if uses_gpu or any(c.written.endswith(".cuda") for r in notebook.records for c in r.calls):
        yield Match(call.inside.cell, call.node)
