"""`make demo`: what a user of the library does, from the first deployment to the last."""
