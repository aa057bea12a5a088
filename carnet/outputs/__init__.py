"""The outputs: each is a function of the same visible carnet and the same parsed texts."""
