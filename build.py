#!/usr/bin/env python3
"""`python build.py …` is the same program as `carnet …`, run from this repository."""

from carnet.start import main

if __name__ == "__main__":
    main()
