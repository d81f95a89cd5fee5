"""What an operator's monitoring reads, in Prometheus' text form: the load, and what goes on in the rooms."""
