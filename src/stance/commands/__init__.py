"""One module for each command: settings, and ``run``; they parse, call and print, nothing else."""
