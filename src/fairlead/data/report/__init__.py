"""What a suite found, for people: one HTML file (`page`), and the words and tables it shares with a terminal."""
