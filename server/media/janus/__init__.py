"""Janus as the media engine: its VideoRoom behind `port.MediaEngine`, on one server or several."""
