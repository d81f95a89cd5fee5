"""Subcommands of `puente`, a module for each subject. `server/__main__.py` says where each is."""
