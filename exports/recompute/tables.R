# The tables of an archive: who said what in which round, on which coded text. Base R and nothing else.

# Headline, subheadings and body are coded; what lies in other zones is counted by nobody.
CODED <- c("headline", "subheading", "body")

read_table <- function(name) {
  found <- read.csv(name, colClasses = "character", na.strings = character(0), check.names = FALSE,
                    encoding = "UTF-8", strip.white = FALSE)
  names(found) <- sub("^\ufeff", "", names(found))
  found
}

# The ranges of a text that are coded, as a matrix of starts and ends counted from 0.
coded_ranges <- function(zones, length) {
  told <- regmatches(zones, gregexpr("\\{[^}]*\\}", zones))[[1]]
  field <- function(name, of) sub(sprintf('.*"%s":"?([^,"}]*).*', name), "\\1", of)
  kept <- told[!(field("kind", told) %in% CODED)]
  starts <- as.integer(field("start", kept))
  ends <- as.integer(field("end", kept))[order(starts)]
  found <- cbind(c(0L, ends), c(sort(starts), length))
  found[found[, 1] < found[, 2], , drop = FALSE]
}

# How many coded characters lie before each position of the text.
coded_place <- function(position, ranges) {
  vapply(position, function(at) sum(pmax(0, pmin(at, ranges[, 2]) - ranges[, 1])), 0)
}

read_text <- function(name) {
  if (!file.exists(name)) return(NA_character_)
  text <- readChar(name, file.size(name), useBytes = TRUE)
  Encoding(text) <- "UTF-8"
  text
}

read_articles <- function() {
  rows <- read_table("articles.csv")
  events <- read_table("events.csv")
  lapply(split(rows, rows$article_id), function(row) {
    ranges <- coded_ranges(row$zones, as.integer(row$length))
    named <- events$event[match(strsplit(row$events, "|", fixed = TRUE)[[1]], events$event_id)]
    list(outlet = row$outlet, events = named, ranges = ranges,
         size = sum(ranges[, 2] - ranges[, 1]), text = read_text(row$text_file))
  })
}

# The categories of each variable in their order, by codebook version and variable.
read_orders <- function() {
  rows <- read_table("codebook.csv")
  rows <- rows[rows$category != "", ]
  name <- ifelse(rows$layer == "", rows$variable, paste(rows$layer, rows$variable, sep = "."))
  lapply(split(data.frame(name, category = rows$category), rows$codebook_version),
         function(of_version) split(of_version$category, factor(of_version$name)))
}

# The rounds by name: who handed in what. Gold articles measure annotators against a key and count nowhere.
read_rounds <- function() {
  articles <- read_articles()
  orders <- read_orders()
  owed <- read_table("assignments.csv")
  said <- read_table("annotations.csv")
  lapply(split(owed, factor(owed$round, unique(owed$round))), function(rows) {
    kept <- rows[rows$unit_type == "article" & rows$state == "submitted" & rows$is_gold == "false", ]
    mine <- said[said$round == rows$round[1] & said$state == "submitted", ]
    mine <- mine[paste(mine$article_id, mine$annotator) %in% paste(kept$article_id, kept$annotator), ]
    list(coders = kept, articles = articles[sort(unique(kept$article_id))],
         answers = mine[mine$unit_type == "article", ], spans = read_spans(mine, articles),
         orders = orders[[rows$codebook_version[1]]])
  })
}

# One row for each span with its place along the coded text; attributes are columns that start with "at.".
read_spans <- function(said, articles) {
  of_spans <- said[said$unit_type == "span", ]
  spans <- of_spans[of_spans$variable == of_spans$layer, ]
  spans$label <- spans$value
  for (code in setdiff(of_spans$variable, of_spans$layer)) {
    attribute <- of_spans[of_spans$variable == code, ]
    spans[[paste0("at.", code)]] <- told_value(attribute)[match(spans$unit_id, attribute$unit_id)]
  }
  spans$start <- as.integer(spans$start)
  spans$end <- as.integer(spans$end)
  at <- function(column) {
    mapply(function(id, position) coded_place(position, articles[[id]]$ranges), spans$article_id, column)
  }
  spans$cs <- as.numeric(at(spans$start))
  spans$ce <- as.numeric(at(spans$end))
  spans[spans$cs < spans$ce, ]
}

# A judgement; NA where the question does not apply. An empty set is the empty text.
told_value <- function(rows) {
  value <- as.character(rows$value)
  value[value == "none_chosen"] <- ""
  replace(value, value == "not_applicable", NA_character_)
}

# The articles and annotators that a row of agreement.csv rests on; NULL if it is made of other rows.
scope_of <- function(round, row) {
  articles <- names(round$articles)
  people <- sort(unique(round$coders$annotator))
  if (row$scope == "outlet") {
    articles <- Filter(function(id) identical(round$articles[[id]]$outlet, row$outlet), articles)
  } else if (row$scope == "event") {
    articles <- Filter(function(id) row$event %in% round$articles[[id]]$events, articles)
  } else if (row$scope == "week") {
    last <- tapply(round$coders$submitted_at, round$coders$article_id, max)
    articles <- names(last)[format(as.Date(substr(last, 1, 10)), "%G-W%V") == row$week]
  } else if (row$scope == "pair") {
    people <- c(row$annotator_1, row$annotator_2)
  } else if (row$scope != "overall") {
    return(NULL)
  }
  list(articles = articles, people = people)
}

# Who of the scope coded an article.
coders_of <- function(round, scope, id) {
  sort(intersect(round$coders$annotator[round$coders$article_id == id], scope$people))
}
