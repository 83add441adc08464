"""The quick starts, each a program that runs in an environment of its own and imports nothing of ours."""
