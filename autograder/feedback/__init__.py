"""A result told to people: in the terminal, as a page, as a table of grades."""
