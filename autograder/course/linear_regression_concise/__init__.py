"""Linear regression with torch's own parts."""
