"""copydesk on one machine: template.yaml brought up on an embedded AWS, with the real handlers."""
