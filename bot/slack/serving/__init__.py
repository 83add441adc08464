"""The app as a process: over the socket or HTTP, in one workspace or many, watched and checked."""
