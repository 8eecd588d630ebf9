commit
# No image was made for this launch, so the program itself came along as well.
umask 022
units=$launch/units
(cd "$units" && find . -type f) | while read -r unit; do
  install -D -m 0644 "$units/$unit" "${PARBAKE_ROOT:-}/run/systemd/system/$unit"
done
if [[ -z ${PARBAKE_ROOT:-} ]]; then
  systemctl daemon-reload
  # Never waited for: these units are ordered after the one that this hook runs in.
  (cd "$units" && systemctl start --no-block parbake-*.service)
fi
