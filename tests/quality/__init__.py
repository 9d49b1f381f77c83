"""Invented news sites with what an editor would read on each page, and floors for the page reader on them."""
