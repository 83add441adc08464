"""People: their names, spellings and roles."""
