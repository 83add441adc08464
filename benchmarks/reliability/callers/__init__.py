"""One process asks one desk from 32 threads and 200 tasks, under many limits, cancels, closes, opens again.

`python -m benchmarks.reliability.callers [MINUTES]`. Each answer must be the one that was given to whoever
asked alone. It ends with 1 where one was another, something failed, or memory, files or threads grew.
"""
