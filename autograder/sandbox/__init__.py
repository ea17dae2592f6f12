"""Student code runs here and nowhere else: confined, limited, and answering with data only."""
