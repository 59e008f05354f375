"""Lesson 4: names, minibatches and pictures of Fashion-MNIST."""
