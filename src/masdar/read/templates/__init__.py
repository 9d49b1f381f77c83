"""What the pages of one site have in common: learned from some, used to read the others."""
