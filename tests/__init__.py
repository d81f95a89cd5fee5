"""Tests by purpose; folders mirror the source tree."""
