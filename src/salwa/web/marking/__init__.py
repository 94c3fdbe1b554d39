"""Pages of marking: what is not duly marked, campaigns, the team's bench on a phone, labels."""
