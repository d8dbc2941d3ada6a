"""The shell: commands, settings, wiring, jobs and the pipeline's story. Read `pipeline.py` first."""
