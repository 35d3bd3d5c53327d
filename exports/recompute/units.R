# Krippendorff's coefficients of units and gaps. Krippendorff, K., Mathet, Y., Bouvry, S., & Widloecher, A.
# (2016). On the reliability of unitizing textual continua. Quality & Quantity, 50, 2347-2364.

NOTHING <- 1e-5
ROUNDING <- 1e-9
GAP <- "(gap)"

# Units in order; those of one label that overlap are made one, those that touch stay two.
united <- function(spans) {
  spans <- lapply(spans, `[`, order(spans$label, spans$cs, spans$ce, method = "radix"))
  kept <- logical(length(spans$cs))
  last <- 0
  for (i in seq_along(kept)) {
    if (last && spans$label[last] == spans$label[i] && spans$cs[i] < spans$ce[last]) {
      spans$ce[last] <- max(spans$ce[last], spans$ce[i])
    } else {
      last <- i
      kept[i] <- TRUE
    }
  }
  spans <- lapply(spans, `[`, kept)
  lapply(spans, `[`, order(spans$cs, spans$ce))
}

overlap <- function(units) any(units$ce[-length(units$ce)] > units$cs[-1])

# The sums over the articles: with a label of that one alone, with "*" of any, with NULL of all apart.
sums_of <- function(round, scope, layer, label) {
  labels <- if (is.null(label)) unique(round$spans$label[round$spans$layer == layer]) else label
  values <- c(GAP, labels)
  found <- list(both = matrix(0, length(values), length(values), dimnames = list(values, values)),
                squares = setNames(numeric(length(values)), values),
                own = setNames(numeric(length(values)), values))
  for (id in scope$articles) {
    people <- coders_of(round, scope, id)
    size <- round$articles[[id]]$size
    if (length(people) < 2 || !size) next
    rows <- lapply(people, function(who) {
      spans <- marked_here(round, layer, id, who, if (is.null(label)) "*" else label)
      if (!is.null(label)) spans$label <- rep(label, length(spans$cs))
      united(spans)
    })
    if (is.null(label) && any(vapply(rows, overlap, NA))) next
    found <- add_article(found, rows, size)
  }
  found
}

add_article <- function(sums, rows, size) {
  weight <- 1 / (length(rows) - 1)
  values <- vapply(rows, function(units) {
    column <- rep(GAP, size)
    for (i in seq_along(units$cs)) column[(units$cs[i] + 1):units$ce[i]] <- units$label[i]
    column
  }, character(size))
  names <- rownames(sums$both)
  for (i in seq_along(rows)) {
    for (j in setdiff(seq_along(rows), i)) {
      counted <- table(factor(values[, i], names), factor(values[, j], names))
      sums$both <- sums$both + weight * unclass(counted)
    }
    units <- rows[[i]]
    sums$squares[GAP] <- sums$squares[GAP] + sum(values[, i] == GAP)
    for (k in seq_along(units$cs)) {
      label <- units$label[k]
      inside <- values[(units$cs[k] + 1):units$ce[k], -i, drop = FALSE] != GAP
      sums$squares[label] <- sums$squares[label] + (units$ce[k] - units$cs[k])^2
      sums$own[label] <- sums$own[label] + weight * sum(colSums(inside)^2)
    }
  }
  sums
}

coded <- function(sums) sums$both[-1, -1, drop = FALSE]

alpha_of <- function(table, own) {
  margins <- rowSums(table)
  total <- sum(margins)
  free <- total^2 - sum(own)
  if (sum(margins > NOTHING) < 2 || free <= ROUNDING * total^2) return(NA)
  1 - (total - sum(diag(table))) / total / (sum(margins * (total - margins)) / free)
}

k_alpha <- function(sums, label) {
  table <- coded(sums)
  if (!label %in% rownames(table)) return(NA)
  total <- sum(table)
  of_label <- sum(table[label, ])
  chance <- of_label * total - sums$own[[label]]
  if (of_label < NOTHING || total - of_label < NOTHING || chance <= ROUNDING * of_label * total) return(NA)
  1 - chance / (of_label * (total - of_label)) * (of_label - table[label, label]) / of_label
}

unitized <- function(row, sums) {
  label <- row$label
  whole <- function() sums(NULL)
  switch(row$coefficient,
    "u-alpha" = {
      found <- sums(if (label == "") NULL else label)
      alpha_of(found$both, found$squares)
    },
    "|u-alpha" = alpha_of(sums("*")$both, sums("*")$squares),
    "cu-alpha" = alpha_of(coded(whole()), whole()$own[-1]),
    "(k)u-alpha" = k_alpha(whole(), label),
    "coverage" = {
      if (label == "") share(sum(coded(whole())), sum(whole()$both)) else label_coverage(whole(), label)
    }
  )
}

label_coverage <- function(sums, label) {
  if (!label %in% rownames(sums$both)) return(NA)
  share(sum(coded(sums)[label, ]), sum(sums$both[label, ]))
}

share <- function(part, of) if (of > NOTHING) part / of else NA
