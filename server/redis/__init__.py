"""The Redis that joins several processes: one link for each process, and what is kept by it."""
