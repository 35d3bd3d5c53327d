# Percent agreement and Krippendorff's alpha of a table of values: a row for each unit, NA where none is given.
# Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability, pp. 4-7; for MASI Passonneau (2006).

counts_of <- function(values, levels) {
  matrix(vapply(levels, function(one) rowSums(values == one, na.rm = TRUE), numeric(nrow(values))),
         nrow = nrow(values))
}

paired <- function(values, weights) {
  kept <- rowSums(!is.na(values)) > 1
  list(values = values[kept, , drop = FALSE], weights = weights[kept])
}

percent <- function(values, weights) {
  units <- paired(values, weights)
  if (!length(units$weights)) return(NA)
  counts <- counts_of(units$values, unique(na.omit(c(units$values))))
  m <- rowSums(counts)
  sum(units$weights * rowSums(counts * (counts - 1)) / (m * (m - 1))) / sum(units$weights)
}

alpha <- function(values, weights, level, order = NULL) {
  units <- paired(values, weights)
  if (!length(units$weights)) return(NA)
  levels <- sorted_levels(unique(na.omit(c(units$values))), order)
  counts <- counts_of(units$values, levels)
  margins <- colSums(counts * units$weights)
  apart <- distances(level, levels, margins)
  observed <- sum(units$weights * rowSums((counts %*% apart) * counts) / (rowSums(counts) - 1))
  expected <- sum(outer(margins, margins) * apart)
  if (expected == 0) NA else 1 - (sum(margins) - 1) * observed / expected
}

sorted_levels <- function(levels, order) {
  if (all(levels %in% order)) return(order[order %in% levels])
  numbers <- suppressWarnings(as.numeric(levels))
  if (anyNA(numbers)) sort(levels) else levels[order(numbers)]
}

distances <- function(level, levels, margins) {
  if (level == "nominal") return(1 - diag(length(levels)))
  if (level == "set") return(masi(levels))
  at <- if (level == "ordinal") cumsum(margins) - margins / 2 else as.numeric(levels)
  apart <- outer(at, at, "-")
  if (level == "ratio") return(ifelse(outer(at, at, "+") == 0, 0, apart / outer(at, at, "+"))^2)
  if (level == "circular") return(sin(pi * apart / (max(at) - min(at) + 1))^2)
  apart^2
}

masi <- function(levels) {
  sets <- strsplit(levels, "|", fixed = TRUE)
  one_by_one <- function(i, j) {
    common <- length(intersect(sets[[i]], sets[[j]]))
    together <- length(union(sets[[i]], sets[[j]]))
    if (i == j) return(0)
    if (common == 0) return(1)
    contained <- common == min(length(sets[[i]]), length(sets[[j]]))
    1 - common / together * if (contained) 2 / 3 else 1 / 3
  }
  places <- seq_along(levels)
  outer(places, places, Vectorize(one_by_one))
}

# The words that start in the coded ranges of a text: runs of letters and digits, as words.py says.
words_of <- function(article) {
  letters <- strsplit(article$text, "")[[1]]
  is <- function(what) grepl(sprintf("^%s$", what), letters, perl = TRUE)
  shape <- rep(" ", length(letters))
  shape[is("\\p{M}") | is("\\p{Cf}")] <- "e"
  shape[is("\\p{N}")] <- "d"
  shape[is("\\p{L}") | is("\\p{Pc}")] <- "l"
  shape[is("\\p{L}") & is("[\\p{Han}\\p{Hiragana}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}]")] <- "c"
  shape[letters %in% c("-", "\u2010", "\u2011")] <- "h"
  shape[letters %in% c("'", "\u2019", "\uff07", "\u00b7", "\u05f3", "\u05f4")] <- "a"
  shape[letters == "."] <- "."
  shape[letters == ","] <- ","
  shape[letters == "\u200b"] <- " "
  run <- "(?:[ld]e*)+"
  pointed <- "le*(?:\\.le*)+(?![lde])(?:\\.(?=h))?"
  word <- sprintf("(?:%s|%s)(?:(?:[ha]|(?<=[de])[.,](?=d))%s)*|ce*", pointed, run, run)
  match <- gregexpr(word, paste(shape, collapse = ""), perl = TRUE)[[1]]
  starts <- as.integer(match) - 1L
  ends <- starts + attr(match, "match.length")
  inside <- vapply(starts, function(at) any(at >= article$ranges[, 1] & at < article$ranges[, 2]), NA)
  list(starts = starts[inside & starts >= 0], ends = ends[inside & starts >= 0])
}

# The words [first, last) that ranges of the text touch.
held <- function(words, start, end) {
  first <- findInterval(start, words$ends)
  last <- findInterval(end - 0.5, words$starts)
  cbind(first, pmax(first, last))
}
