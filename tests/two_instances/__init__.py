"""Two national installations and the secretariat as processes of their own, and what may go wrong between them."""
