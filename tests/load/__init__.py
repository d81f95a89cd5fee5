"""The crowd that stands in for a conference's people, and the benchmarks that measure the server with it."""
