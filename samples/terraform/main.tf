# Passes the user-data of every launch on to whatever starts hosts. Here that is `terraform_data`, which is built into
# Terraform and needs no provider; the README shows the same lines for `aws_launch_template`.

terraform {
  required_version = ">= 1.7"
}

variable "bundle" {
  description = "Directory of the bundle that parbake built."
  type        = string
  default     = "../bundles/al2023-ecs-web"
}

# Empty means: what the bundle says. Terraform reads the object from the bundle's terraform.tfvars.json when that file
# is given by -var-file.
variable "parbake" {
  description = "The object of the bundle's terraform.tfvars.json."
  type = object({
    name         = string
    image_digest = string
    launches = map(object({
      user_data_base64 = string
      user_data_sha256 = string
    }))
  })
  default = null
}

locals {
  from_bundle = jsondecode(file("${var.bundle}/terraform.tfvars.json")).parbake
  parbake     = var.parbake == null ? local.from_bundle : var.parbake

  # EC2 counts the bytes before base64. base64decode() wants text and the user-data may be gzip, so the length is
  # reckoned from the base64 itself.
  sizes = {
    for name, launch in local.parbake.launches : name =>
    length(launch.user_data_base64) / 4 * 3 - length(regex("=*$", launch.user_data_base64))
  }

  # The file that is sent: compressed where there is a compressed one.
  sent = {
    for name, launch in local.parbake.launches : name =>
    fileexists("${var.bundle}/launch/${name}/user-data.gz")
    ? "${var.bundle}/launch/${name}/user-data.gz"
    : "${var.bundle}/launch/${name}/user-data"
  }
}

resource "terraform_data" "launch" {
  for_each = local.parbake.launches

  # A new user-data is a new host.
  triggers_replace = each.value.user_data_sha256

  input = {
    name             = "${local.parbake.name}-${each.key}"
    image_digest     = local.parbake.image_digest
    size             = local.sizes[each.key]
    user_data_base64 = each.value.user_data_base64
    user_data_sha256 = each.value.user_data_sha256
  }

  lifecycle {
    precondition {
      condition     = local.sizes[each.key] <= 16384
      error_message = "EC2 takes no more than 16384 bytes of user-data; ${each.key} has ${local.sizes[each.key]}."
    }
    precondition {
      condition     = each.value.user_data_base64 == filebase64(local.sent[each.key])
      error_message = "The user-data of ${each.key} is not the one in the bundle."
    }
    precondition {
      condition     = each.value.user_data_sha256 == filesha256(local.sent[each.key])
      error_message = "The digest of ${each.key} is not that of the user-data in the bundle."
    }
  }
}

output "launches" {
  description = "For each launch what a launch template needs."
  value       = { for name, launch in terraform_data.launch : name => launch.output }
}
