"""The public pages: Jinja2 templates over conferences in memory. They are read without any script."""
