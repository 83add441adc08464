"""Who said what: statements found, folded, and told from talk about somebody."""
