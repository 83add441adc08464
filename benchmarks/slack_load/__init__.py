"""The Slack app under load: many questions, deliveries twice, cut connections, a kill; each answered once.

`python -m benchmarks.slack_load`. The app runs as its own process over the sample news; Slack is the
stand-in of the tests, whose rate limits are on. It ends with 1 where a question was not answered once.
"""
