"""The commands of `newsdesk`, by kind."""
