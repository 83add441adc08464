"""Settings, logging and errors: what every other package may rely on."""
