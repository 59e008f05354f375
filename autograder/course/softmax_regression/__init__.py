"""Lesson 5: softmax regression from scratch."""
