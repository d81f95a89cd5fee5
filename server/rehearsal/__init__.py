"""An organizer's load test against their own deployment: people who are none, speakers with a test picture, a report."""
