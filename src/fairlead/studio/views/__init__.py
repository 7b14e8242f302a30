"""What a page draws: pure functions from data to words, markup and SVG."""
