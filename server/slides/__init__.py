"""Slides: PDFs that were handed in, drawn page by page once, and kept."""
