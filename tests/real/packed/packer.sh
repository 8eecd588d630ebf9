#!/bin/bash
# packer.sh READERS PACKER PYTHON: builds WORK/template with Packer, laid over the root READERS, against a moto of PYTHON on the loopback; the
# images and instances that moto then knows go to WORK/aws.json. Run by host.sh; WORK is /mnt of ROOT.
set -euo pipefail
readers=$1 packer=$2 python=$3
work=$ROOT/mnt
export MOTO_AMIS_PATH=$work/amis.json AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=eu-central-1
export AWS_EC2_METADATA_DISABLED=true
"$python" -m moto.server -H 127.0.0.1 -p 5000 >"$work/moto.log" 2>&1 &
for ((round = 0; round < 150; round++)); do
  if (: <>/dev/tcp/127.0.0.1/5000) 2>/dev/null; then break; fi
  sleep 0.2
done
mount -t overlay overlay -o "lowerdir=$packer:$readers" "$readers"
mount -t proc proc "$readers/proc"
mount --rbind /dev "$readers/dev"
mount -t tmpfs tmpfs "$readers/tmp"
mount --bind "$work" "$readers/mnt"
status=0
chroot "$readers" env -i PATH=/usr/sbin:/usr/bin HOME=/tmp CHECKPOINT_DISABLE=1 AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing \
  packer build -color=false -var region=eu-central-1 /mnt/template/packer.pkr.json || status=$?
"$python" - "$work/aws.json" <<'END'
import json, sys, boto3
ec2 = boto3.client("ec2", endpoint_url="http://127.0.0.1:5000")
images = ec2.describe_images(Owners=["self"])["Images"]
reservations = ec2.describe_instances()["Reservations"]
with open(sys.argv[1], "w") as stream:
    json.dump({"images": images, "instances": [one for row in reservations for one in row["Instances"]]}, stream, default=str)
END
exit "$status"
