"""The sample newsroom: seven invented outlets served on loopback as real sites, over three simulated days."""
