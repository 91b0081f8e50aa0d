"""The lives of rounds, stops and objections: their states and tables of moves. Pure."""
