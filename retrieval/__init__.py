"""The news model, the library, search, evidence and answering."""
