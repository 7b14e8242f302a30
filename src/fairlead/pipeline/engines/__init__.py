"""Where tasks run: an engine takes orders and reports; it never decides and never holds truth."""
