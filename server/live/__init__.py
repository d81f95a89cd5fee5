"""The live rooms: from a socket to a room's log, and back to everyone who watches."""
