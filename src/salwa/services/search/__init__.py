"""Finding weapons by their marks, screening lists, finding weapons recorded twice, and keeping the index."""
