# Computes every coefficient of agreement.csv again and prints it beside the one that is printed there.
# Run it in the folder of an unpacked archive: Rscript recompute/recompute.R. It needs base R alone, and exits
# with 1 if a value differs.

for (part in c("tables", "values", "spans", "units", "groups")) {
  source(file.path("recompute", paste0(part, ".R")))
}
invisible(suppressWarnings(Sys.setlocale("LC_CTYPE", "C.UTF-8")))
options(expressions = 50000, stringsAsFactors = FALSE)

# What was found once is not found again.
remembered <- new.env()
once <- function(key, find) {
  key <- paste(key, collapse = "\r")
  if (is.null(remembered[[key]])) assign(key, list(find()), envir = remembered)
  remembered[[key]][[1]]
}

with_words <- function(round) {
  round$words <- lapply(round$articles, function(article) {
    if (is.na(article$text)) NULL else words_of(article)
  })
  round$words_known <- !any(vapply(round$articles, function(article) is.na(article$text), NA))
  if (nrow(round$spans) && round$words_known) {
    places <- mapply(function(id, start, end) held(round$words[[id]], start, end),
                     round$spans$article_id, round$spans$start, round$spans$end)
    round$spans$first <- places[1, ]
    round$spans$last <- places[2, ]
  } else {
    round$spans$first <- round$spans$last <- rep(NA_real_, nrow(round$spans))
  }
  round
}

measured <- function(row, units, order = NULL) {
  if (!length(units$values)) return(NA)
  if (row$coefficient == "percent agreement") return(percent(units$values, units$weights))
  alpha(units$values, units$weights, row$level, order)
}

answer_units <- function(round, scope, row) {
  rows <- round$answers[round$answers$variable == row$variable, ]
  value <- told_value(rows)
  if (row$question == "chosen") {
    chosen <- vapply(strsplit(value, "|", fixed = TRUE), function(one) row$label %in% one, NA)
    value <- ifelse(is.na(value), NA, chosen)
  }
  cell <- function(id, who) value[match(paste(id, who), paste(rows$article_id, rows$annotator))]
  found <- outer(scope$articles, scope$people, cell)
  list(values = matrix(found, nrow = length(scope$articles)), weights = rep(1, length(scope$articles)))
}

matched_units <- function(groups, people, attribute, category) {
  values <- vapply(groups, function(group) {
    said <- if (attribute == "") group$label else group[[paste0("at.", attribute)]]
    if (category != "") {
      chosen <- vapply(strsplit(said, "|", fixed = TRUE), function(one) category %in% one, NA)
      said <- ifelse(is.na(said), NA, as.character(chosen))
    }
    as.character(said)[match(people, group$annotator)]
  }, character(length(people)))
  list(values = matrix(values, ncol = length(people), byrow = TRUE), weights = rep(1, length(groups)))
}

value_of <- function(round, name, row) {
  scope <- scope_of(round, row)
  layer <- sub("\\..*", "", row$variable)
  here <- c(name, row$scope, row$outlet, row$event, row$week, row$annotator_1, row$annotator_2)
  groups <- function() {
    all <- once(c(name, "groups", layer), function() {
      sapply(names(round$articles), function(id) matched_groups(round, layer, id), simplify = FALSE)
    })
    once(c(here, "groups", layer), function() groups_in(all, scope))
  }
  switch(row$question,
    "answer" = ,
    "set of answers" = ,
    "chosen" = measured(row, answer_units(round, scope, row), round$orders[[row$variable]]),
    "present in the article" = ,
    "characters" = ,
    "words" = measured(row, once(c(here, row$question, layer, row$label), function() {
      mark_units(round, scope, layer, row$label, row$question)
    })),
    "spans found" = span_f1(round, scope, layer, row$label, row$variant),
    "borders" = {
      pairs <- once(c(here, "borders", layer), function() border_pairs(groups()))
      border_figure(pairs, row$variant)
    },
    "label of matched spans" = ,
    "attribute of matched spans" = {
      attribute <- if (grepl(".", row$variable, fixed = TRUE)) sub("^[^.]*\\.", "", row$variable) else ""
      units <- matched_units(groups(), scope$people, attribute, row$label)
      variable <- if (attribute == "") paste(layer, layer, sep = ".") else row$variable
      measured(row, units, round$orders[[variable]])
    },
    "units and gaps" = unitized(row, function(label) {
      once(c(here, "sums", layer, if (is.null(label)) "(all)" else label), function() {
        sums_of(round, scope, layer, label)
      })
    }),
    "spans aligned" = {
      aligned <- once(c(name, "aligned", layer), function() alignments(round, scope, layer))
      if (row$coefficient != "gamma" && row$value != "") {
        if (articles_compared(aligned, row$label) != as.integer(row$articles)) return("by chance")
      }
      1 - observed_disorder(aligned, row$coefficient, row$label) / as.numeric(row$expected)
    },
    stop("unknown question")
  )
}

verdict_of <- function(round, row) {
  if (is.null(scope_of(round, row))) return("not computed: made of other rows")
  wordy <- row$question == "words" || grepl("word", row$variant)
  if (wordy && !round$words_known) return("not computed: words need the texts")
  ""
}

main <- function() {
  rounds <- lapply(read_rounds(), with_words)
  for (name in names(rounds)) rounds[[name]]$name <- name
  rows <- read_table("agreement.csv")
  shown <- c("round", "scope", "outlet", "event", "week", "annotator_1", "annotator_2", "variable", "label",
             "question", "coefficient", "variant")
  cat(paste(c(shown, "printed", "computed", "verdict"), collapse = "\t"), "\n", sep = "")
  verdicts <- character(nrow(rows))
  for (i in seq_len(nrow(rows))) {
    row <- lapply(rows, `[`, i)
    verdicts[i] <- verdict_of(rounds[[row$round]], row)
    value <- if (verdicts[i] == "") value_of(rounds[[row$round]], row$round, row) else NA
    if (identical(value, "by chance")) {
      verdicts[i] <- "not computed: chance left out articles that no table names"
      value <- NA
    }
    printed <- suppressWarnings(as.numeric(row$value))
    both <- !is.na(value) && !is.na(printed)
    same <- if (both) abs(value - printed) <= 1e-6 else is.na(value) && is.na(printed)
    if (verdicts[i] == "") verdicts[i] <- if (same) "same" else "DIFFERENT"
    told <- c(if (is.na(printed)) "undefined" else row$value,
              if (is.na(value)) "undefined" else format(value, digits = 15), verdicts[i])
    cat(paste(c(unlist(row[shown]), told), collapse = "\t"), "\n", sep = "")
  }
  counted <- sort(table(verdicts), decreasing = TRUE)
  cat(sprintf("%8d %s\n", counted, names(counted)), file = stderr(), sep = "")
  quit(status = if (any(verdicts == "DIFFERENT")) 1 else 0)
}

main()
