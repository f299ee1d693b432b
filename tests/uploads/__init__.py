"""What may be handed in, and what an attacker would try."""
