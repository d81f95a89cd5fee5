"""Who is in which room, by leases."""
