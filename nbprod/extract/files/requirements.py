"""What an emitted package needs installed: imports become distributions, with versions.

Asked in this order: what the notebook's environment has installed under the import name; what
nbprod knows of the library; the name itself, which is then marked as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from nbprod.extract.files.artifacts_module import has_frames, keeper
from nbprod.extract.files.environment import Environment
from nbprod.extract.files.graph import hands_over
from nbprod.extract.files.main_module import may_print_frames
from nbprod.extract.files.needing import needed_by
from nbprod.extract.plan import Imported, Install, Plan
from nbprod.extract.statements.listing import listed
from nbprod.flow.distributions import distribution, is_known

Origin = Literal["environment", "notebook", "known", "guess"]

_NAME = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_EXTRAS = re.compile(r"\[[A-Za-z0-9_.,\s-]*\]")
_VERSIONED = re.compile(r"^\s*(?:===|==|~=|!=|<=|>=|<|>)\s*[\w.*+!-]+")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One dependency of a package."""

    text: str
    """As `pyproject.toml` holds it: `pandas==2.3.3`."""
    origin: Origin
    """Where its name comes from."""
    module: str = ""
    """The import that needs it; empty where the notebook only installs it."""
    group: str = ""
    """The extra that it belongs to; empty for a plain dependency."""

    @property
    def name(self) -> str:
        """The distribution's name in its normal form."""
        return normal(self.text)


def normal(text: str) -> str:
    """The name in a requirement, in the form in which names are compared."""
    found = _NAME.match(text.strip())
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def requirements(
    plan: Plan, here: Environment, local: Collection[str] = ()
) -> tuple[Requirement, ...]:
    """Every dependency, by name; `local` are modules that lie beside the notebook."""
    wanted = _wanted(plan.installs)
    found: dict[str, Requirement] = {}
    for requirement in _all(plan, here, local, wanted):
        known = found.get(requirement.name)
        if known is None or (known.group and not requirement.group):
            found[requirement.name] = requirement
    return tuple(found[name] for name in sorted(found))


def _wanted(installs: Iterable[Install]) -> dict[str, Install]:
    """The line that says most of each distribution: the last, where a later one names a version.

    An installer leaves alone what is there already, so a plain mention below takes nothing back.
    """
    found: dict[str, Install] = {}
    for install in filter(_is_plain, installs):
        name = normal(install.requirement)
        if name not in found or _parts(install.requirement)[1]:
            found[name] = install
    return found


_OPTIONAL = "/artifacts.py"
"""What keeps values as files takes another format where a library is missing."""


def _all(
    plan: Plan, here: Environment, local: Collection[str], wanted: dict[str, Install]
) -> Iterator[Requirement]:
    for imported in (*plan.imports, *_own(plan)):
        if imported.module not in local and not imported.module.startswith(_ELSEWHERE):
            yield _of_import(imported, here, wanted)
    if hands_over(plan) and has_frames(plan):
        yield Requirement(_pinned("pyarrow", here, wanted), "known", group="artifacts")
    for install in plan.installs:
        if direct := _direct(install.requirement):
            yield Requirement(direct, "notebook")
        elif _is_plain(install):
            yield Requirement(_pinned(install.requirement, here, wanted), "notebook")


def dependencies(
    plan: Plan, found: Iterable[Requirement], here: Environment, modules: Mapping[str, str]
) -> tuple[Requirement, ...]:
    """What the modules of a package need of all that the notebook imports and installs.

    Imports go with the statements that were left out, such as `IPython.display`; engines and
    drivers, which no line imports, come with the calls that need them. What the notebook installs
    is declared, imported or not: other libraries may need it.
    """
    settings = {setting.name: setting.value for setting in plan.settings}
    texts = {path: text for path, text in modules.items() if path.endswith(".py")}
    needed = needed_by(texts.values(), settings)
    own = needed_by((t for path, t in texts.items() if not path.endswith(_OPTIONAL)), settings)
    wanted = _wanted(plan.installs)
    kept = {
        r.name: r
        for r in found
        if not r.module or needed.imports(r.module) or normal(r.name) in wanted
    }
    drivers = {_distribution(driver, here)[0] for driver in needed.drivers}
    for name in sorted(own.besides | drivers):
        if normal(name) not in kept or kept[normal(name)].group:
            kept[normal(name)] = Requirement(_pinned(name, here, wanted), "known")
    return tuple(kept[name] for name in sorted(kept))


_ELSEWHERE = ("google.colab", "kaggle_secrets")
"""Modules of a machine that a notebook was made on; no index has what would work."""


def likely_own(plan: Plan, here: Environment) -> tuple[str, ...]:
    """Modules that nobody knows, under names that people give to files of their own, or found only
    once the notebook has changed where modules are found.

    What an index holds under such a name is something else, and not to be installed on a guess.
    """
    return tuple(
        imported.module
        for imported in plan.imports
        if imported.late or imported.module in _PLAIN
        if _distribution(imported.module, here)[1] == "guess"
    )


_PLAIN = frozenset(
    listed(
        "common config configuration constants custom data data_utils dataset datasets_utils "
        "download evaluate evaluation features functions helper helper_functions helpers lib "
        "loader main metrics model model_utils models module my_functions my_utils notebook_utils "
        "paths plot plots plotting preprocess preprocessing project_tests settings solution src "
        "test tests tools train training util utilities utility utils visualization visualize "
        "visuals"
    )
)


def _own(plan: Plan) -> Iterator[Imported]:
    """What the emitted modules import and the notebook may not."""
    if plan.draws:
        yield Imported("matplotlib")
    if hands_over(plan) and keeper(plan) == "joblib":
        yield Imported("joblib")
    if may_print_frames(plan):
        yield Imported("pandas")


def _of_import(imported: Imported, here: Environment, wanted: dict[str, Install]) -> Requirement:
    name, origin = _distribution(imported.module, here)
    if origin != "environment":
        name = next((each for each in wanted if _is_build_of(each, name)), name)
    group = "optional" if imported.optional else ""
    return Requirement(_pinned(name, here, wanted), origin, imported.module, group)


def _is_build_of(name: str, other: str) -> bool:
    """Whether two distributions are one library, built for other machines: they bring one module."""
    return _BUILD.sub("", normal(name)) == _BUILD.sub("", normal(other))


_BUILD = re.compile(r"-(binary|cpu|cuda\w*|gpu|headless|metal|nightly|rocm\w*)$")


def _distribution(module: str, here: Environment) -> tuple[str, Origin]:
    known = distribution(module) or module
    installed = here.brings.get(module, ())
    alike = [name for name in installed if normal(name) in (normal(known), normal(module))]
    if alike or len(installed) == 1:
        return (alike or list(installed))[0], "environment"
    return known, "known" if is_known(module) else "guess"


def pinned_here(module: str, installs: Iterable[Install], here: Environment) -> str:
    """The distribution of a module whose version an environment would say; empty where none is."""
    name, origin = _distribution(module, here)
    has = origin == "environment" and name in here.versions
    return (
        name
        if has and _pinned(name, here, _wanted(installs)) == f"{name}=={here.versions[name]}"
        else ""
    )


def _pinned(text: str, here: Environment, wanted: dict[str, Install]) -> str:
    """A requirement with the version of the named environment, of the notebook, or of this one."""
    said = wanted[normal(text)].requirement if normal(text) in wanted else text
    name, specifier = _parts(said)
    version = next((v for n, v in here.versions.items() if normal(n) == normal(text)), "")
    if specifier and not (here.named and version):
        return f"{name}{specifier}"
    return f"{name}=={version}" if version and "+" not in version else name


def is_versioned(requirement: Requirement) -> bool:
    """Whether a requirement asks for certain versions, or for one address."""
    return bool(_parts(requirement.text)[1]) or " @ " in requirement.text


def is_pinned_by(requirement: Requirement, here: Environment) -> bool:
    """Whether its version is the one that an environment has installed."""
    version = next((v for n, v in here.versions.items() if normal(n) == requirement.name), "")
    return bool(version) and _parts(requirement.text)[1] == f"=={version}"


def _parts(text: str) -> tuple[str, str]:
    """The name with its extras, and the versions asked for."""
    found = _NAME.match(text.strip())
    name = found[0] if found else text
    rest = text.strip()[len(name) :]
    extras = _EXTRAS.match(rest)
    rest = rest[extras.end() :] if extras else rest
    specifiers = [part for part in rest.split(",") if _VERSIONED.fullmatch(part)]
    name += extras[0].replace(" ", "") if extras else ""
    return name, ",".join("".join(part.split()) for part in specifiers)


def _is_plain(install: Install) -> bool:
    """Whether an install line names a distribution, and no address, file or option."""
    text = install.requirement.strip()
    if normal(text) in _INSTALLERS:
        return False
    return bool(_NAME.match(text)) and not re.search(r"[/\\:{}$]|\.(txt|whl|zip|tar\.gz)$", text)


_INSTALLERS = frozenset({"conda", "mamba", "pip", "uv"})
"""Programs that install; what they bring to a notebook's machine is done when a package runs."""


def _direct(text: str) -> str:
    """`name @ git+https://...`, as a requirement from an address is written."""
    address = text.strip()
    if re.match(r"^[A-Za-z0-9._-]+\s*@\s*\w+(\+\w+)?://\S+$", address):
        return address
    found = re.match(r"^(?:git\+)?https?://[^\s{}$]+$", address)
    if not found or not (address.startswith("git+") or address.endswith((".whl", ".zip", ".gz"))):
        return ""
    plain = address.partition("#egg=")
    name = plain[2].partition("&")[0] or plain[0].rstrip("/").rpartition("/")[2]
    matched = _NAME.match(name.partition("@")[0].removesuffix(".git"))
    if not matched:
        return ""
    stem = re.split(r"-\d", matched[0])[0]
    return f"{stem} @ {plain[0]}"
