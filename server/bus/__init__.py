"""How processes tell each other that a room moved on."""
