"""Conferences as data: one TOML file (or folder) each, read, checked, written and shifted for a rehearsal."""
