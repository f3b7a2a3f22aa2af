# shellcheck shell=bash
# Installing Debian packages as root without starting the daemons that come with them.

# $@: package names.
apt_install() {
  local policy=/usr/sbin/policy-rc.d ours=false code=0
  if [[ ! -e "$policy" ]]; then
    # Debian's own switch: 101 forbids every start of a service during installation.
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    ours=true
  fi
  {
    apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"
  } >&2 || code=$?
  if [[ "$ours" == true ]]; then
    rm -f "$policy"
  fi
  return "$code"
}
