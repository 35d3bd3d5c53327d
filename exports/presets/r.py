"""R with the packages irr and irrCAC: subjects in rows, raters in columns, and a script that reads them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from exports.presets.matrix import Left, Matrix, Part, Study, cells, numbered, table

_HEAD = """\
# Prints the agreement of every file beside the alpha that Parallax found.
# Needs R and install.packages("{package}"). Run it in the folder where this file lies: Rscript {script}
library({package})

told <- read.csv("variables.csv", encoding = "UTF-8", colClasses = "character", check.names = FALSE)

ratings_of <- function(path) {{
  found <- read.csv(
    path, encoding = "UTF-8", colClasses = "character", check.names = FALSE, na.strings = ""
  )
  names <- list(found[, 1], names(found)[-1])
  matrix(as.numeric(as.matrix(found[, -1])), nrow = nrow(found), dimnames = names)
}}
"""

_IRR = (
    _HEAD.format(package="irr", script="irr.R")
    + """
for (i in seq_len(nrow(told))) {
  ratings <- ratings_of(told$file[i])
  # kripp.alpha wants raters in rows, the other functions want subjects in rows and nothing missing.
  alpha <- kripp.alpha(t(ratings), method = told$level[i])$value
  cat(told$matrix[i], told$level[i], format(alpha, digits = 7), told$alpha[i], sep = "\\t")
  cat("\\n")
  whole <- ratings[complete.cases(ratings), , drop = FALSE]
  if (nrow(whole) > 1 && ncol(whole) > 1) {
    cat("  percent agreement of complete units:", agree(whole)$value, "\\n")
    if (told$level[i] == "nominal") {
      cat("  Fleiss' kappa of complete units:", kappam.fleiss(whole)$value, "\\n")
    }
  }
}
"""
)

_IRRCAC = (
    _HEAD.format(package="irrCAC", script="irrcac.R")
    + """
values <- read.csv("values.csv", encoding = "UTF-8", colClasses = "character")
# The ordinal weights of irrCAC are Gwet's: its ordinal alpha is another one than Krippendorff's.
weights <- c(nominal = "unweighted", ordinal = "ordinal", interval = "quadratic", ratio = "ratio")

for (i in seq_len(nrow(told))) {
  ratings <- as.data.frame(ratings_of(told$file[i]))
  known <- as.numeric(values$number[values$matrix == told$matrix[i]])
  weight <- weights[[told$level[i]]]
  alpha <- krippen.alpha.raw(ratings, weights = weight, categ.labels = known)$est
  cat(told$matrix[i], told$level[i], alpha$coeff.val, told$alpha[i], sep = "\\t")
  cat("\\n")
  cat("  AC1 or AC2:", gwet.ac1.raw(ratings, weights = weight, categ.labels = known)$est$coeff.val, "\\n")
  if (told$level[i] == "nominal") {
    counts <- read.csv(sub("[.]csv$", ".counts.csv", told$file[i]), encoding = "UTF-8", check.names = FALSE)
    print(gwet.ac1.dist(counts[, -1]))
  }
}
"""
)


def irr(study: Study, left: Left) -> Iterator[Part]:
    """Yield a table for each matrix and the script for irr."""
    for matrix in numbered(study.matrices, left):
        yield _ratings(matrix)
    yield Part("irr.R", _IRR.encode())


def irrcac(study: Study, left: Left) -> Iterator[Part]:
    """Yield for each matrix its ratings and, at the nominal level, its counts; and the script for irrCAC."""
    for matrix in numbered(study.matrices, left):
        yield _ratings(matrix)
        if matrix.data.level == "nominal":
            yield Part(f"{matrix.name}.counts.csv", _counts(matrix))
    yield Part("irrcac.R", _IRRCAC.encode())


def _ratings(matrix: Matrix) -> Part:
    rows = zip(matrix.data.units, *zip(*cells(matrix.data, matrix.numbers), strict=True), strict=True)
    return Part(f"{matrix.name}.csv", table(("unit", *matrix.data.annotators), rows), (matrix,))


def _counts(matrix: Matrix) -> bytes:
    """Return how many annotators gave each unit each value, with a column also for values nobody gave."""
    data = matrix.data
    per_value = [(data.values == place).sum(axis=1) for place in range(len(data.categories))]
    counts = np.array(per_value, dtype=np.int64).reshape(len(data.categories), len(data.units)).T.tolist()
    rows = ((unit, *row) for unit, row in zip(data.units, counts, strict=True))
    return table(("unit", *matrix.texts), rows)
