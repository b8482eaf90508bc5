
examplesdir = $(docdir)/examples
dist_examples_DATA = data/eimza.conf.example data/portal.conf.example
