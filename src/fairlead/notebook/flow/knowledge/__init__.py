"""What libraries do to rows, as tables of words: what learns, what keeps rows, what parts them, what scores."""
