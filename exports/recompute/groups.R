# Spans of different annotators that are the same finding, and the best alignment of all spans (gamma).
# Mathet, Y., Widloecher, A. & Metivier, J.-P. (2015). Computational Linguistics 41(3), 437-479; Mathet, Y.
# (2017). Computational Linguistics 43(3), 661-681.

shared_part <- function(one, other) {
  inside <- pmax(0, pmin(one$ce, other$ce) - pmax(one$cs, other$cs))
  inside / (one$ce - one$cs + other$ce - other$cs - inside)
}

# All pairs of rows that lie in different rows of annotators.
pairs_of <- function(spans) {
  if (nrow(spans) < 2) return(matrix(0L, 0, 2))
  pairs <- t(combn(nrow(spans), 2))
  pairs[spans$annotator[pairs[, 1]] != spans$annotator[pairs[, 2]], , drop = FALSE]
}

# Groups with at most one span of each annotator: those that share most are joined first.
matched_groups <- function(round, layer, id) {
  order_of <- round$orders[[paste(layer, layer, sep = ".")]]
  spans <- round$spans[round$spans$layer == layer & round$spans$article_id == id, ]
  spans$place <- match(spans$label, order_of)
  spans <- spans[order(spans$annotator, spans$cs, spans$ce, spans$place, method = "radix"), ]
  pairs <- pairs_of(spans)
  worth <- shared_part(spans[pairs[, 1], ], spans[pairs[, 2], ])
  pairs <- pairs[worth >= 0.5, , drop = FALSE]
  worth <- worth[worth >= 0.5]
  members <- as.list(seq_len(nrow(spans)))
  near <- matrix(FALSE, nrow(spans), nrow(spans))
  near[pairs] <- TRUE
  near <- near | t(near)
  whose <- seq_len(nrow(spans))
  for (k in ranked(spans, pairs, worth)) {
    one <- whose[pairs[k, 1]]
    other <- whose[pairs[k, 2]]
    if (one != other && all(near[members[[one]], members[[other]]])) {
      members[[one]] <- c(members[[one]], members[[other]])
      whose[members[[other]]] <- one
    }
  }
  several <- Filter(function(group) length(group) > 1, members[unique(whose)])
  lapply(several, function(group) spans[group, ])
}

ranked <- function(spans, pairs, worth) {
  one <- spans[pairs[, 1], ]
  other <- spans[pairs[, 2], ]
  equal <- numeric(nrow(pairs))
  for (code in grep("^at\\.", names(spans), value = TRUE)) {
    both <- one[[code]] == other[[code]]
    equal <- equal + (is.na(one[[code]]) & is.na(other[[code]]) | (!is.na(both) & both))
  }
  later <- one$ce > other$ce | (one$ce == other$ce & one$place > other$place)
  swap <- one$cs > other$cs | (one$cs == other$cs & later)
  first <- spans[ifelse(swap, pairs[, 2], pairs[, 1]), ]
  second <- spans[ifelse(swap, pairs[, 1], pairs[, 2]), ]
  order(-worth, one$label != other$label, -equal, first$cs, first$ce, first$place, second$cs, second$ce,
        second$place, one$annotator, other$annotator, pairs[, 1], pairs[, 2], method = "radix")
}

# The groups of a scope with the annotators of it alone.
groups_in <- function(groups, scope) {
  found <- lapply(unlist(groups[scope$articles], recursive = FALSE), function(group) {
    group <- group[group$annotator %in% scope$people, ]
    group[order(group$annotator, method = "radix"), ]
  })
  Filter(function(group) nrow(group) > 1, found)
}

# Every two spans of a group, as the columns of the one and of the other.
border_pairs <- function(groups) {
  columns <- c("cs", "ce", "first", "last")
  sides <- lapply(1:2, function(side) {
    found <- lapply(groups, function(group) {
      as.matrix(group[columns])[combn(nrow(group), 2)[side, ], , drop = FALSE]
    })
    as.data.frame(do.call(rbind, found))
  })
  list(one = sides[[1]], other = sides[[2]])
}

border_figure <- function(pairs, variant) {
  one <- pairs$one
  other <- pairs$other
  if (!nrow(one)) return(NA)
  same_start <- one$cs == other$cs
  same_end <- one$ce == other$ce
  if (variant == "intersection over union, mean") return(mean(shared_part(one, other)))
  if (variant == "same start, share") return(mean(same_start))
  if (variant == "same end, share") return(mean(same_end))
  if (variant == "same start and end, share") return(mean(same_start & same_end))
  column <- c("starts characters" = "cs", "ends characters" = "ce",
              "starts words" = "first", "ends words" = "last")
  key <- sub("(\\w+), \\w+ distance in (\\w+)", "\\1 \\2", variant)
  how <- if (grepl("median", variant)) median else mean
  how(abs(one[[column[[key]]]] - other[[column[[key]]]]))
}

positional <- function(one, other) {
  ((abs(one$cs - other$cs) + abs(one$ce - other$ce)) / (one$ce - one$cs + other$ce - other$cs))^2
}

# The groups of units that may stand together in the best alignment, with what each saves and is worth.
candidate_groups <- function(units, people) {
  places <- people * (people - 1) / 2
  pairs <- pairs_of(units)
  one <- units[pairs[, 1], ]
  other <- units[pairs[, 2], ]
  place <- positional(one, other)
  unlike <- one$label != other$label
  kept <- place + unlike < places + people - 1
  apart <- matrix(NA_real_, nrow(units), nrow(units))
  apart[pairs[kept, , drop = FALSE]] <- (place + unlike)[kept]
  weight <- matrix(0, nrow(units), nrow(units))
  weight[pairs] <- pmax(0, 1 - place)
  found <- list()
  growing <- as.list(seq_len(nrow(units)))
  while (length(growing)) {
    growing <- unlist(lapply(growing, function(group) {
      later <- which(colSums(is.na(apart[group, , drop = FALSE])) == 0)
      lapply(later, function(new) c(group, new))
    }), recursive = FALSE)
    found <- c(found, Filter(Negate(is.null), lapply(growing, useful, apart, weight, places, units)))
  }
  found
}

useful <- function(group, apart, weight, places, units) {
  k <- length(group)
  inside <- apart[group, group]
  inside[is.na(inside)] <- 0
  saving <- ((k - 1) * places + k * (k - 1) / 2 - sum(inside)) / places
  own <- rowSums(inside) + colSums(inside)
  if (saving <= 0 || any(own >= places + k - 1)) return(NULL)
  differ <- outer(units$label[group], units$label[group], "!=")
  weights <- weight[group, group] / (k - 1)
  list(members = group, saving = saving, weights = weights, differ = differ,
       worth = round(saving * 2^32 - 16 * sum(weights * differ)))
}

# The groups of the best alignment, found from left to right with memory.
best_groups <- function(units, people) {
  units_in_order <- order(units$cs + units$ce, seq_len(nrow(units)))
  rank <- order(units_in_order)
  groups <- candidate_groups(units, people)
  first <- vapply(groups, function(group) min(rank[group$members]), 0)
  known <- new.env()
  best <- function(number, taken) {
    if (number > nrow(units)) return(list(worth = 0, chosen = integer(0)))
    taken <- taken[taken >= number]
    key <- paste(c(number, taken), collapse = " ")
    if (!is.null(known[[key]])) return(known[[key]])
    choice <- best(number + 1, taken)
    for (k in if (number %in% taken) integer(0) else which(first == number)) {
      mine <- rank[groups[[k]]$members]
      if (any(mine %in% taken)) next
      rest <- best(number + 1, sort(c(taken, mine)))
      if (rest$worth + groups[[k]]$worth > choice$worth) {
        choice <- list(worth = rest$worth + groups[[k]]$worth, chosen = c(k, rest$chosen))
      }
    }
    assign(key, choice, envir = known)
    choice
  }
  groups[best(1, integer(0))$chosen]
}

# The alignments of all articles of a layer.
alignments <- function(round, scope, layer) {
  found <- lapply(scope$articles, function(id) {
    people <- length(coders_of(round, scope, id))
    units <- round$spans[round$spans$layer == layer & round$spans$article_id == id, ]
    units <- units[order(units$annotator, units$cs, units$ce, method = "radix"), ]
    if (people < 2 || !nrow(units)) return(NULL)
    list(units = units, people = people, groups = best_groups(units, people))
  })
  Filter(Negate(is.null), found)
}

# How many articles have aligned units to compare, with a label if one is given.
articles_compared <- function(aligned, label) {
  sum(vapply(aligned, function(one) {
    any(vapply(one$groups, function(group) {
      labels <- one$units$label[group$members]
      any(group$weights > 0 & (label == "" | outer(labels == label, labels == label, "|")))
    }, NA))
  }, NA))
}

observed_disorder <- function(aligned, coefficient, label) {
  if (coefficient == "gamma") {
    cost <- sapply(aligned, function(one) nrow(one$units) - sum(vapply(one$groups, `[[`, 0, "saving")))
    weight <- sapply(aligned, function(one) nrow(one$units) / one$people)
    return(if (length(cost)) sum(cost) / sum(weight) else NA)
  }
  apart <- weights <- 0
  for (one in aligned) for (group in one$groups) {
    labels <- one$units$label[group$members]
    counted <- if (label == "") TRUE else outer(labels == label, labels == label, "|")
    apart <- apart + sum(group$weights * group$differ * counted)
    weights <- weights + sum(group$weights * counted)
  }
  if (weights > 0) apart / weights else NA
}
