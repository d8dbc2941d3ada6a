"""The commands of contract.md, each a few lines over a function that does the work. Words for people are written here and nowhere else."""
