"""Files that carry a project to other machines: a Dockerfile, a compose file, a set of Kubernetes objects.

They are written from what the project is, `cargo`, once, and then belong to the person. Nothing is built or started.
"""
