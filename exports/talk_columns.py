"""The columns of what was talked about: threads, and the posts in them."""

from __future__ import annotations

from exports.columns import Column, Table

THREADS = Table(
    "threads.csv",
    "one thread of notes or talk that the person who made this export may read",
    (
        Column("thread_id", "id", "The thread; they are numbered as they were begun.", required=True),
        Column("subject", "text", "What it is about: article, span, codebook or round.", required=True),
        Column("article_id", "id", "The article. A row of articles.csv if a round of this export uses it."),
        Column("article", "text", "File name or id that the article was imported under."),
        Column("start", "integer", "Where the words that it is about begin in the text."),
        Column("end", "integer", "Where they end: the first character after them."),
        Column("quote", "text", "The words."),
        Column("codebook_version", "id", "Version of the codebook that it is about."),
        Column(
            "entry", "text", "Path of the entry in it, such as framing/autocrat; codebook means all of it."
        ),
        Column("round", "text", "Name of the round that it is about, was asked in or waits for."),
        Column(
            "visibility",
            "text",
            "Who reads it: private (its author), manager (its author and the managers), team, or after close "
            "(the team once the round shows results).",
            required=True,
        ),
        Column("title", "text", "Its title.", required=True),
        Column("author", "text", "Pseudonym of the person who began it.", required=True),
        Column("author_name", "text", "Name of that person, only if names were asked for."),
        Column("created_at", "datetime", "When it was begun.", required=True),
        Column("settled_at", "datetime", "When it was settled. Empty if it is open."),
    ),
)

POSTS = Table(
    "posts.csv",
    "one post in a thread, in the order in which they were written",
    (
        Column("post_id", "id", "The post.", required=True),
        Column("thread_id", "id", "The thread, a row of threads.csv.", required=True),
        Column("author", "text", "Pseudonym of the person who wrote it.", required=True),
        Column("author_name", "text", "Name of that person, only if names were asked for."),
        Column(
            "text",
            "text",
            "What was said. People who are called by an @ go by their pseudonyms here.",
            required=True,
        ),
        Column("mentions", "text", "Pseudonyms of those who were called, joined by |."),
        Column("posted_at", "datetime", "When it was posted; a post is never changed.", required=True),
    ),
)
