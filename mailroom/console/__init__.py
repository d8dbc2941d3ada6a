"""The console: pages over the desk, for people who look. Everything here can be done by mail or from a shell too."""
