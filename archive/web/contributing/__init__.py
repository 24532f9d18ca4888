"""Pages for people who give an account without having one: writing, choosing, coming back."""
