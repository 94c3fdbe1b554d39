"""Pages of the stockpile: depots and reviews, stock-taking on a phone, losses, surplus."""
