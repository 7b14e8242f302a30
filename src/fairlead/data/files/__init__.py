"""Suites in files of TOML that people read and change."""
