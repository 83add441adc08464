"""One library for many: two processes that answer and two that ingest, while a site publishes and edits.

`python -m benchmarks.team [MINUTES]`. The library is in PostgreSQL, its vectors in a Chroma server, the
words in each node's own folder; each process is a node. Processes are killed and started again, the
database and the Chroma server too. It ends with 1 where an article was lost or is there twice, or an
answer was wrong: not in the article byte for byte, of a version older than the latest that the library
had when it was asked, of two versions of one article, or of another mill than the one asked about.
"""
