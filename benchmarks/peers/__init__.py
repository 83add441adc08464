"""`make peers`: Newsdesk beside what people would use instead, on the same articles, model and questions."""
