"""Guess what kind of object an expression gives, by tables of what libraries give."""
