# terraform test, without any provider.

run "both_variants_are_passed_on" {
  assert {
    condition     = sort(keys(output.launches)) == tolist(["prod", "staging"])
    error_message = "The bundle has the launches prod and staging."
  }
  assert {
    condition     = output.launches["prod"].user_data_sha256 != output.launches["staging"].user_data_sha256
    error_message = "The variants differ, so their user-data must."
  }
  assert {
    condition     = output.launches["prod"].image_digest == output.launches["staging"].image_digest
    error_message = "Both variants start the one image."
  }
}

run "a_digest_that_does_not_match_is_refused" {
  command = plan

  variables {
    parbake = {
      name         = "al2023-ecs-web"
      image_digest = ""
      launches = {
        prod = {
          user_data_base64 = filebase64("../bundles/al2023-ecs-web/launch/prod/user-data")
          user_data_sha256 = sha256("something else")
        }
      }
    }
  }

  expect_failures = [terraform_data.launch["prod"]]
}

run "other_user_data_is_refused" {
  command = plan

  variables {
    parbake = {
      name         = "al2023-ecs-web"
      image_digest = ""
      launches = {
        prod = {
          user_data_base64 = base64encode("#!/bin/sh")
          user_data_sha256 = filesha256("../bundles/al2023-ecs-web/launch/prod/user-data")
        }
      }
    }
  }

  expect_failures = [terraform_data.launch["prod"]]
}

run "user_data_over_the_limit_is_refused" {
  command = plan

  variables {
    parbake = {
      name         = "al2023-ecs-web"
      image_digest = ""
      launches = {
        prod = {
          user_data_base64 = base64encode(format("%016385d", 7))
          user_data_sha256 = filesha256("../bundles/al2023-ecs-web/launch/prod/user-data")
        }
      }
    }
  }

  expect_failures = [terraform_data.launch["prod"]]
}
