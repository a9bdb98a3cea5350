"""The command line of an emitted package: what its help tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from nbprod.extract.packaging import package
from stories import planned

STAGES = ("#tag stage: load\nrows = [SEED]", "#tag stage: report\nprint(rows, n_layers, NAME)")


def told(tmp_path: Path, settings: str, *stages: str) -> str:
    for path, text in package(planned(settings, *stages)).files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    command = [sys.executable, "-m", "story", "run", "--help"]
    done = subprocess.run(command, cwd=tmp_path / "src", capture_output=True, check=True, text=True)
    return " ".join(done.stdout.split())


SETTINGS = "SEED = 3  # for 50% of \"all\" draws\nn_layers = 4\nNAME = 'a%d'  # What is logged"


def test_help_names_the_stages_once(tmp_path: Path) -> None:
    text = told(tmp_path, SETTINGS, *STAGES)

    assert text.count("load, report") == text.count("load") == 1
    assert "--only STAGE | --from STAGE" in text


def test_help_tells_what_settings_mean_and_what_is_run(tmp_path: Path) -> None:
    text = told(tmp_path, SETTINGS, *STAGES)

    assert '--seed SEED for 50% of "all" draws (default: 3)' in text
    assert "--n_layers N_LAYERS (default: 4)" in text
    assert "--name NAME What is logged (default: 'a%d')" in text
    assert "{run,graph} run the stages, or print their graph" in text


def test_a_meaning_that_one_line_does_not_hold_stays_a_comment(tmp_path: Path) -> None:
    name, said = "words_" * 5 + "name", "What is logged of every gauge and every day " * 2
    settings = f"{name.upper()} = '{'ab ' * 12}'  # {said}\nSEED = 3\nn_layers = 4\nNAME = 'x'"

    assert "every gauge" not in told(tmp_path, settings, *STAGES, f"print({name.upper()})")
    config = (tmp_path / "src" / "story" / "config.py").read_text("utf-8")
    assert f"    # {said.strip()}\n    {name}: str = " in config
