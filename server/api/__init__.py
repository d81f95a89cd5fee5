"""What programs ask over HTTP: health, and later exports."""
