"""A text in, its folded form, words, stems, direction, and printed dates and numbers out. Arabic first, pure."""
