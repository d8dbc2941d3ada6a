"""Words only, edited by staff; the directory is a package so that a wheel carries the letters."""
