"""What draws by its name, where no fact tells."""

from __future__ import annotations

import ast
import re

from nbprod.extract.statements.listing import listed
from nbprod.flow.names import Names

_OTHERS = r"(?!(?:\w*_)?(?:sub|grid|i)plots?$)"
"""What lays out empty axes, or draws in the browser: `add_subplot`, `gridplot`, `iplot`."""

_METHOD = re.compile(
    _OTHERS + r"(\w*plots?|plots?_\w+|hist|barh?|step|scatter|heatmap|errorbar"
    r"|fill_between|imshow|contourf?)$"
)
"""Methods that draw, in whatever library they are found."""
_FUNCTION = re.compile(_OTHERS + r"(\w*plots?|(plots?|draw|decorate|visuali[sz]e)(_\w+)?)$")
"""Functions that draw, wherever they come from, and under whatever module they stand."""
_COMMAND = re.compile(
    r"_?(set|get|load|read|save|write|download|fetch|install|init|seed|make|mk|create|add|remove|delete"
    r"|clear|reset|check|test|assert|enable|disable|register|setup|configure|config|print|log|say|train"
    r"|fit|update|copy|move|close|start|stop|login|connect|import|decode|encode|parse)(?![a-z])",
    re.IGNORECASE,
)
"""Names of functions that do something else than to draw, by their first word: `set_seed`."""


def may_draw_by_name(name: str) -> bool:
    """Whether nothing in the name of a function says that it does something else than to draw."""
    return not (name[:1].isupper() or _COMMAND.match(name))


_FINISHING = listed(
    "title suptitle xlabel ylabel clabel legend figlegend axis xlim ylim xticks yticks xscale yscale "
    "grid box margins tick_params ticklabel_format locator_params minorticks_on minorticks_off text "
    "figtext annotate colorbar clim tight_layout subplots_adjust autoscale savefig setp gca gcf axhline "
    "axvline axline axhspan axvspan"
)
"""What pyplot says of a figure that has been drawn."""


def finishes_current(name: str) -> bool:
    """Whether a function of pyplot speaks of a figure that is there, and is not used to start one."""
    return name in _FINISHING


def draws_by_name(func: ast.expr, names: Names) -> bool:
    """Whether what is called draws, by its name: `counts.plot.barh()`, `tools.decorate(...)`."""
    if not isinstance(func, ast.Attribute):
        return bool(_FUNCTION.match(getattr(func, "id", "")))
    return _is_method(func) or bool(_FUNCTION.match(func.attr) and names.dotted(func))


def may_not_draw(call: ast.Call) -> bool:
    """Whether a name is one of other things, too, where nothing in the notebook draws by pyplot.

    `optimizer.step()` draws nothing, nor does `facets.visualize_table(rain)`, which makes a page.
    """
    func = call.func
    if not isinstance(func, ast.Attribute):
        return False
    return not _is_method(func) or (func.attr == "step" and len(call.args) < 2)


def _is_method(func: ast.Attribute) -> bool:
    return bool(_METHOD.match(func.attr)) or getattr(func.value, "attr", "") == "plot"


def sounds_like_picture(node: ast.expr) -> bool:
    """Whether a value is a picture by its name: `rows[2]["image"]`, `pipe(text).images[0]`.

    The method of an image gives one: `image.resize((64, 64))`. A color or a count of images is none.
    """
    match node:
        case ast.Name(id=name):
            return bool(_PICTURE.match(name))
        case ast.Subscript(slice=ast.Constant(value=str(name))) | ast.Attribute(attr=name):
            return bool(_PICTURE.match(name))
        case ast.Subscript(value=value):
            return sounds_like_picture(value)
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in _EDITING:
            return sounds_like_picture(value)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return bool(_PICTURE.match(name))
    return False


_PICTURE = re.compile(
    r"(?!(n|num|number|count|save|write|print|show|display|plot|log|upload|delete)_)"
    r"(.*_|.*\d)?(image|img|picture|photo|fig|figure|chart|diagram|graphviz|thumbnail)s?(_?\d+)?$"
    r"|(image|img|map)_(grid|output)$"
)
_EDITING = listed("resize crop rotate convert copy transpose filter quantize reduce")
"""Methods of an image that give another. Source: Pillow, "Image Module"."""
