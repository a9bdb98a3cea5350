"""The notebook in a real Jupyter kernel, for notebooks that talk to their frontend."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbprod.errors import MissingExtra
from nbprod.verify.children import HARNESS, Died, Limits, Progress, environment

WATCH = "__import__('runpy').run_path({main!r})[{verb!r}]({arguments})"


def run_in_kernel(
    python: str, spec: Mapping[str, Any], *, limits: Limits, progress: Progress
) -> Died | None:
    """Run the cells through nbclient; nothing, or how the kernel died."""
    try:
        import jupyter_client  # noqa: F401
        import nbclient  # noqa: F401
    except ImportError as error:
        raise MissingExtra(
            f"--kernel needs {error.name}, which is not installed: pip install 'nbprod[verify]'"
        ) from error
    frontend = Frontend(python, spec, progress)
    try:
        asyncio.run(asyncio.wait_for(frontend.run(), limits.timeout))
    except TimeoutError:
        return Died(f"took longer than {limits.timeout:g} seconds; --timeout gives it more",
                    frontend.doing)  # fmt: skip
    except RuntimeError as error:
        return Died(f"the kernel ended: {error}", frontend.doing)
    return None


class Frontend:
    """Sends cells to a kernel and keeps what comes back as the plain child would."""

    def __init__(self, python: str, spec: Mapping[str, Any], progress: Progress) -> None:
        """Start nothing yet."""
        self.python = python
        self.spec = spec
        self.progress = progress
        self.doing = "starting the kernel"
        self.out = Path(spec["out"])
        self.printed = bytearray()
        self.displays: list[dict[str, Any]] = []
        self.cells: list[dict[str, Any]] = []

    async def run(self) -> None:
        """Start a kernel, run the cells, and write down what they left."""
        import nbformat
        from nbclient import NotebookClient

        new = nbformat.v4
        nodes = [new.new_code_cell(cell["source"]) for cell in self.spec["cells"]]  # type: ignore[no-untyped-call]
        notebook = new.new_notebook(cells=nodes)  # type: ignore[no-untyped-call]
        client = NotebookClient(notebook, timeout=None, allow_errors=False, km=self._manager())
        kwargs = {"cwd": self.spec["cwd"], "env": environment(self.spec)}
        async with client.async_setup_kernel(**kwargs):
            spec = str(self.out / "spec.json")
            await self._quietly(client, "begin", repr(spec))
            for number, cell in enumerate(self.spec["cells"]):
                self.doing = f"cell {cell['number'] + 1}"
                self.progress(self.doing)
                error = await self._execute(client, notebook.cells[number], number)
                self._take(cell, notebook.cells[number], error)
                if error and not cell["may_fail"]:
                    break
            self.doing = "looking at the values"
            await self._quietly(client, "end", "")
        self._finish()

    def _manager(self) -> Any:
        """A kernel of the interpreter that was asked for, installed as a kernelspec or not."""
        from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager

        argv = [self.python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = KernelSpec(argv=argv, display_name="Python", language="python")

        class OneSpec(KernelSpecManager):
            def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
                return spec

        return AsyncKernelManager(kernel_spec_manager=OneSpec())

    async def _quietly(self, client: Any, verb: str, arguments: str) -> None:
        """Run a line of ours that leaves no trace in the notebook's history."""
        main = str(HARNESS / "__main__.py")
        code = WATCH.format(main=main, verb=verb, arguments=arguments)
        reply = await client.kc.execute(
            code, silent=True, store_history=False, reply=True, timeout=600
        )
        if reply["content"]["status"] != "ok":
            raise RuntimeError("\n".join(reply["content"].get("traceback", ["no message"])[-1:]))

    async def _execute(self, client: Any, node: Any, number: int) -> Any:
        """Run a cell; nothing, or its error, as the kernel's reply says it.

        An error that is only shown, as when a figure cannot be drawn, ends no cell.
        """
        from nbclient.exceptions import CellExecutionError

        try:
            await client.async_execute_cell(node, number)
        except CellExecutionError as error:
            return {"kind": error.ename, "text": error.evalue, "line": None, "file": "",
                    "source": ""}  # fmt: skip
        return None

    def _take(self, cell: Mapping[str, Any], node: Any, error: Any) -> None:
        """Keep a cell's outputs."""
        start = len(self.printed)
        for output in node.outputs:
            if output.output_type == "stream" and output.name == "stdout":
                self.printed += output.text.encode("utf-8", "replace")
            elif output.output_type in ("display_data", "execute_result"):
                self._display(cell["number"], output)
        self.cells.append({"number": cell["number"], "start": start, "end": len(self.printed),
                           "error": error, "may_fail": cell["may_fail"]})  # fmt: skip

    def _display(self, number: int, output: Any) -> None:
        how = "result" if output.output_type == "execute_result" else "display"
        self.displays.append({"cell": number, "how": how, "mimes": sorted(output.data),
                              "text": str(output.data.get("text/plain", ""))[:100_000]})  # fmt: skip

    def _finish(self) -> None:
        """Put what the frontend saw beside what the kernel saw."""
        path = self.out / "run.json"
        data = json.loads(path.read_text("utf-8"))
        data.update(cells=self.cells, displays=self.displays)
        path.write_text(json.dumps(data), "utf-8")
        (self.out / "stdout").write_bytes(bytes(self.printed))
        (self.out / "stderr").write_text("", "utf-8")
