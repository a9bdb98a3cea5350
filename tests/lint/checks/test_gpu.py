"""Devices that may be missing: what counts as having asked for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]

ASKED = {
    "by the part before": "ok = torch.cuda.is_available() and torch.cuda.get_device_name(0)",
    "by the other way out": "none = not torch.cuda.is_available() or torch.cuda.get_device_name(0)",
}


@pytest.mark.parametrize("line", ASKED.values(), ids=ASKED.keys())
def test_a_call_is_guarded_within_its_condition(put: Put, line: str) -> None:
    assert put("gpu-only", f"import torch\n{line}") == ()


def test_a_part_does_not_guard_the_one_before_it(put: Put) -> None:
    line = "ok = torch.cuda.get_device_name(0) and torch.cuda.is_available()"

    assert len(put("cuda-call", f"import torch\n{line}")) == 1


def test_a_call_that_starts_a_tool_is_told_where_nothing_handles_its_absence(put: Put) -> None:
    call = "subprocess.run(['nvidia-smi'])"

    assert len(put("gpu-tool", f"import subprocess\n{call}")) == 1
    assert put("gpu-tool", f"import subprocess\ntry:\n    {call}\nexcept OSError:\n    pass") == ()
