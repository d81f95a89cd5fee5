"""Media: publishers, subscribers and the packets between them, behind one port (`port.py`).

The embedded engine runs in its own process (`process.py`), is watched by `supervisor.py`, and forwards encoded packets.
"""
