"""The files of an emitted package, each as text."""
