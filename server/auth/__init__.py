"""Who someone is: personal links, cookies, and the one door from a request to an account."""
