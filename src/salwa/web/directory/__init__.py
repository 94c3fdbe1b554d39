"""The directory of points of contact: public pages, keeping it, and the contacts of States for tracing officers."""
