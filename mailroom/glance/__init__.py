"""Seen at a glance: metrics, signs of life, and the way out of an alarm that no letter can carry."""
