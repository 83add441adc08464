"""Four readers ask while another process adds, changes and removes articles without pause.

`python -m benchmarks.reliability.readers [MINUTES] [--passages N] [--postgres]`. Minutes of quiet and of
writing take turns, so that both are measured under the same load from elsewhere. It ends with 1 where a
question failed, or an answer cited what does not stand in the version named, an older version than the
library had, or an article that had been removed.
"""
