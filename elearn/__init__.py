"""Capacity building for the At-Large community. The package root holds the version and nothing else."""

__version__ = "0.1.0"
