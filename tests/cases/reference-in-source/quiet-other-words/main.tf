name = "${var.name}-${local.zone}-$${var.cluster}-${instance.nothing}-${unclosed"
user = "${var.
cluster}"
