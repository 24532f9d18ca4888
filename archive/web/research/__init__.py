"""The researcher's desk: the zone of those who study, and of staff."""
