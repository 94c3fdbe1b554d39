"""Tables as canonical lines, read from and written to either engine through a connection of their own."""
