"""The commands, by what one comes for: to write, to make, to follow, to understand (contract, section 4)."""
