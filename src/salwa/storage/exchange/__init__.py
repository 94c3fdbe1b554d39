"""What goes from one installation to another: keys, partners, messages sent and received, and the evidence of both."""
