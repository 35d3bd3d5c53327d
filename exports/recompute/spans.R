# What was marked: characters and words, span F1, borders and contents of matched spans.

# The spans of an annotator in an article, as a list of columns: rows of a data frame cost too much time.
marked_here <- function(round, layer, id, who, label = "*") {
  spans <- once(c(round$name, "marked", layer, id, who), function() {
    all <- round$spans
    all <- all[all$layer == layer & all$article_id == id & all$annotator == who, ]
    as.list(all[c("cs", "ce", "first", "last", "label")])
  })
  if (label == "*") spans else lapply(spans, `[`, spans$label == label)
}

covered <- function(from, to, size) {
  found <- logical(size)
  for (i in seq_along(from)) if (to[i] > from[i]) found[(from[i] + 1):to[i]] <- TRUE
  found
}

# Which characters or words of an article each of its coders marked with a label, a column for each.
marks_of <- function(round, scope, layer, label, id, in_words) {
  people <- coders_of(round, scope, id)
  size <- if (in_words) length(round$words[[id]]$starts) else round$articles[[id]]$size
  columns <- lapply(people, function(who) {
    spans <- marked_here(round, layer, id, who, label)
    if (!in_words) return(covered(spans$cs, spans$ce, size))
    covered(spans$first, spans$last, size)
  })
  matrix(as.logical(unlist(columns)), nrow = size, ncol = length(people))
}

# The units of a question about marks, with how many equal ones each stands for.
mark_units <- function(round, scope, layer, label, question) {
  per_article <- lapply(scope$articles, function(id) {
    found <- marks_of(round, scope, layer, label, id, question == "words")
    if (question == "present in the article") found <- matrix(colSums(found) > 0, nrow = 1)
    if (!length(found)) return(NULL)
    pattern <- drop(found %*% 2^seq_len(ncol(found)))
    first <- which(!duplicated(pattern))
    list(values = found[first, , drop = FALSE], weights = tabulate(match(pattern, pattern[first])))
  })
  per_article <- Filter(Negate(is.null), per_article)
  width <- max(2, vapply(per_article, function(one) ncol(one$values), 0))
  wide <- lapply(per_article, function(one) {
    cbind(one$values, matrix(NA, nrow(one$values), width - ncol(one$values)))
  })
  list(values = do.call(rbind, wide), weights = unlist(lapply(per_article, `[[`, "weights")))
}

# Both annotators' counts in an article: found and all of the first, found and all of the second.
four_counts <- function(one, other, criterion) {
  sizes <- c(length(one$cs), length(other$cs))
  if (!all(sizes)) {
    size <- function(side) switch(criterion, characters = length(cells(side$cs, side$ce)),
                                  words = length(cells(side$first, side$last)), length(side$cs))
    return(c(0, size(one), 0, size(other)))
  }
  if (criterion %in% c("characters", "words")) {
    ends <- if (criterion == "words") c("first", "last") else c("cs", "ce")
    mine <- cells(one[[ends[1]]], one[[ends[2]]])
    yours <- cells(other[[ends[1]]], other[[ends[2]]])
    both <- length(intersect(mine, yours))
    return(c(both, length(mine), both, length(yours)))
  }
  if (criterion == "overlap") {
    touch <- outer(one$cs, other$ce, "<") & outer(one$ce, other$cs, ">")
    return(c(sum(rowSums(touch) > 0), sizes[1], sum(colSums(touch) > 0), sizes[2]))
  }
  near <- outer(one$cs, other$cs, "==") & outer(one$ce, other$ce, "==")
  if (criterion != "exact") {
    tolerance <- as.integer(sub("one-to-one, (\\d+) words? tolerance", "\\1", criterion))
    near <- abs(outer(one$first, other$first, "-")) <= tolerance &
      abs(outer(one$last, other$last, "-")) <= tolerance
  }
  both <- largest_matching(near)
  c(both, sizes[1], both, sizes[2])
}

cells <- function(from, to) {
  unique(unlist(Map(function(a, b) if (b > a) seq(a, b - 1), from, to)))
}

# The size of a largest one-to-one matching, found by augmenting paths.
largest_matching <- function(near) {
  partner <- integer(ncol(near))
  tried <- logical(ncol(near))
  place <- function(mine) {
    for (yours in which(near[mine, ] & !tried)) {
      if (tried[yours]) next
      tried[yours] <<- TRUE
      if (!partner[yours] || place(partner[yours])) {
        partner[yours] <<- mine
        return(TRUE)
      }
    }
    FALSE
  }
  sum(vapply(seq_len(nrow(near)), function(mine) {
    tried <<- logical(ncol(near))
    place(mine)
  }, NA))
}

span_f1 <- function(round, scope, layer, label, variant) {
  criterion <- sub(", any label$", "", variant)
  pairs <- list()
  for (id in scope$articles) {
    people <- coders_of(round, scope, id)
    if (length(people) < 2) next
    here <- lapply(people, function(who) marked_here(round, layer, id, who))
    for (pair in combn(length(people), 2, simplify = FALSE)) {
      sides <- here[pair]
      labels <- if (label == "") unique(unlist(lapply(sides, `[[`, "label"))) else label
      key <- paste(people[pair], collapse = "\r")
      for (wanted in labels) {
        distinct <- lapply(sides, function(side) {
          kept <- wanted == "*" | side$label == wanted
          lapply(side, `[`, kept & !duplicated(paste(side$cs, side$ce, kept)))
        })
        sum_so_far <- if (is.null(pairs[[key]])) 0 else pairs[[key]]
        pairs[[key]] <- sum_so_far + four_counts(distinct[[1]], distinct[[2]], criterion)
      }
    }
  }
  if (!length(pairs)) return(NA)
  counts <- matrix(unlist(pairs), nrow = 4)
  marked <- colSums(counts[c(2, 4), , drop = FALSE])
  if (!sum(marked)) return(NA)
  if (criterion != "overlap") return(sum(counts[c(1, 3), ]) / sum(marked))
  both <- counts[1, ] * counts[4, ] + counts[3, ] * counts[2, ]
  sum(ifelse(both > 0, 2 * counts[1, ] * counts[3, ] / both, 0) * marked) / sum(marked)
}
