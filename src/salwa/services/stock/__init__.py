"""The stockpile: depots and reviews, stock-taking (also without a network), losses, surplus (PoA II.17 to II.19)."""
