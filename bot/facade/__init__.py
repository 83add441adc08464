"""The parts of which `Newsdesk`, in bot/desk.py, is put together."""
