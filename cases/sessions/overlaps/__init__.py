"""Somebody in two sessions at one time: hinted at while planning, asked before saving, settled afterwards."""
