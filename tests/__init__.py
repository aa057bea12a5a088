"""Tests of carnet; one ``test_<module>.py`` a module, the outside judges in ``judges/``."""
