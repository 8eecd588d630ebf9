name = "${var.cluster}"
