"""R reads its presets: every number, and where its packages are installed it finds the same alpha."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from exports.presets.matrix import Study
from tests.exports import preset_study
from tests.exports.preset_study import unpacked


@pytest.fixture(scope="module")
def study() -> Study:
    return preset_study.build()


SCRIPTS = {"r-irr": ("irr", "irr.R"), "r-irrcac": ("irrCAC", "irrcac.R")}
# Stands in for both packages: what it calls alpha is the sum of all numbers that it was given.
STAND_IN = """
library <- function(...) invisible(NULL)
total <- function(x) sum(as.matrix(x), na.rm = TRUE)
kripp.alpha <- function(x, method = c("nominal", "ordinal", "interval", "ratio")) {
  match.arg(method)
  list(value = total(x))
}
agree <- kappam.fleiss <- function(x) list(value = total(x))
krippen.alpha.raw <- gwet.ac1.raw <- function(x, weights, categ.labels) list(est = list(coeff.val = total(x)))
gwet.ac1.dist <- total
source(commandArgs(trailingOnly = TRUE)[1])
"""


def by_r(study: Study, preset: str, folder: Path, *command: str) -> list[list[str]]:
    """Run the script of a preset by R and return the lines about a matrix."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("Rscript is not installed here: R reads these files only where it is")
    package, script = SCRIPTS[preset]
    if not command:
        have = subprocess.run([rscript, "-e", f"library({package})"], capture_output=True, check=False)
        if have.returncode:
            pytest.skip(f"the R package {package} is not installed here")
    told = unpacked(study, preset, folder)
    done = subprocess.run([rscript, *command, script], cwd=folder, capture_output=True, text=True, check=True)
    found = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 3]
    assert [(line[0], line[1], line[3]) for line in found] == [
        (row["matrix"], row["level"], row["alpha"]) for row in told
    ]
    return found


@pytest.mark.parametrize("preset", SCRIPTS)
def test_r_reads_every_number_of_its_preset(study, tmp_path, preset):
    stand_in = tmp_path / "stand_in.R"
    stand_in.write_text(STAND_IN, encoding="utf-8")
    for name, _, total, _ in by_r(study, preset, tmp_path, str(stand_in)):
        numbers = pd.read_csv(tmp_path / f"{name}.csv", index_col=0)
        assert float(total) == pytest.approx(numbers.sum().sum())


@pytest.mark.parametrize("preset", SCRIPTS)
def test_r_reads_its_preset_and_prints_the_same_alpha(study, tmp_path, preset):
    for _, level, alpha, expected in by_r(study, preset, tmp_path):
        if expected and (preset == "r-irr" or level == "nominal"):
            assert float(alpha) == pytest.approx(float(expected), abs=1e-6)
