"""Pages of approvals: what waits for a second person, and one request with what will happen in whole sentences."""
