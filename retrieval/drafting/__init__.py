"""Written answers: a chat model drafts, each sentence is checked before it is shown."""
