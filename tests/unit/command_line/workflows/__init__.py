"""Tests of the workflows' commands."""
