# shellcheck shell=bash
# The command demo: a cluster, a database and an outbox of its own, at 10:00 in Chicago whatever the hour is.

DEMO_CLOCK="10:00 America/Chicago"

demo_run() {
  local exit_after=false code=0
  case "${1:-}" in
    "") ;;
    --exit) exit_after=true ;;
    *) die "demo does not know '$1'." ;;
  esac
  use_instance demo
  if [[ "$exit_after" == true ]]; then
    trap demo_stop EXIT
    trap 'exit 130' INT TERM
  fi
  stop_hosts
  build_hosts
  postgres_up
  rm -rf "$OUTBOX"
  clock_set "$CLOCK" "$DEMO_CLOCK"
  start_hosts fresh
  demo_show "$exit_after" || code=$?
  return "$code"
}

# The key goes by environment: a command line is open to every user of the machine.
demo_show() {
  local options=(--url "$API_URL" --date "$(clock_date "$CLOCK")" --offset "$(clock_timespan "$CLOCK")"
    --csv demo/statements.csv --outbox "$OUTBOX")
  [[ "$1" == false ]] || options+=(--exit)
  BN_KEY="$(dev_key)" dotnet "$(assembly cli)" demo "${options[@]}"
}

# A server that ran before the demo runs on after it.
demo_stop() {
  local code=$?
  trap - EXIT
  stop_hosts
  if [[ "$POSTGRES_STARTED" == true ]]; then
    postgres_down
  fi
  exit "$code"
}
