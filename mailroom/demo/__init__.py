"""The demo: the real pipeline on embedded servers, with a seeded inbox."""
