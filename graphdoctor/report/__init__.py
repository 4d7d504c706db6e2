"""One file per format, each a pure function of the report: no TensorFlow, no files, no terminal."""
