"""Which process does what only one may do at a time."""
