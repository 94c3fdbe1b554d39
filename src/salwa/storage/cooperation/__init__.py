"""Tables of cooperation between States: nothing here knows of any register, and no register knows of this."""
