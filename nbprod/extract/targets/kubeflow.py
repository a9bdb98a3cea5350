"""Kubeflow Pipelines (and Vertex AI): a container component for each stage."""

from __future__ import annotations

import json

from nbprod.extract.files.stepping import Step, caution, file_name, last, steps
from nbprod.extract.plan import Package, Plan
from nbprod.extract.words import wording

TITLE = "Kubeflow Pipelines"
REQUIRES = ("kfp>=2.7",)


def build(plan: Plan, package: Package) -> Package:
    """Add a pipeline that compiles to YAML; the image is the built package."""
    found = steps(plan)
    name = plan.package.strip("_").replace("_", "-")
    text = _TEXT.format(
        title=wording.docstring(plan.title),
        caution=caution(plan).rstrip(),
        package=plan.package,
        name=name,
        components="\n\n\n".join(_component(plan, step) for step in found),
        tasks="\n".join(f"    {_task(step, last(found))}" for step in found) or "    pass",
    )
    return Package({**package.files, file_name(plan, "kubeflow"): text})


def _component(plan: Plan, step: Step) -> str:
    command = json.dumps(["python", "-m", plan.package, *step.arguments])
    folder = ', args=["--artifacts", base]' if step.takes_folder else ""
    doc = wording.docstring(wording.sentence(step.title))
    return (
        f"@dsl.container_component\n"
        f"def {step.variable}(base: str) -> dsl.ContainerSpec:\n"
        f'    """{doc}"""\n'
        f"    return dsl.ContainerSpec(image=IMAGE, command={command}{folder})"
    )


def _task(step: Step, unwaited: tuple[Step, ...]) -> str:
    """A call that is never skipped: steps read files, which Kubeflow's cache does not look at."""
    after = f".after({', '.join(f'{name}_task' for name in step.after)})" if step.after else ""
    kept = "" if step in unwaited else f"{step.variable}_task = "
    return f"{kept}{step.variable}(base=base).set_caching_options(False){after}"


_TEXT = '''\
"""{title}: a Kubeflow pipeline with a container for each stage of `{package}`.{caution}

`python` and this file's name compile it to `{name}.yaml`.
"""

from kfp import compiler, dsl

IMAGE = "{name}:0.1.0"  # an image in which this package is installed


{components}


@dsl.pipeline(name="{name}")
def pipeline(base: str = "/artifacts") -> None:
    """Run the stages; `base` is a folder on a volume that is mounted in all of them."""
{tasks}


if __name__ == "__main__":
    compiler.Compiler().compile(pipeline, "{name}.yaml")
'''
