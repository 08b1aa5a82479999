"""German texts and names of the demonstration as tables. Everybody and everything in them is invented."""
