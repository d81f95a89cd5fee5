"""The shell around the rooms: everything that waits, stores or listens."""
