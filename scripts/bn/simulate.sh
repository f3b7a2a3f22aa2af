# shellcheck shell=bash
# The command simulate: a look ahead through the API of up's instance, which is started when it does not run.

simulate_run() {
  local silo_ran=false api_ran=false
  use_instance up
  ! host_runs silo || silo_ran=true
  ! host_runs api || api_ran=true
  SIMULATE_STARTED=()
  [[ "$silo_ran" == true ]] || SIMULATE_STARTED+=(silo)
  [[ "$api_ran" == true ]] || SIMULATE_STARTED+=(api)
  trap simulate_stop EXIT
  trap 'exit 130' INT TERM
  build_hosts
  postgres_up
  [[ ${#SIMULATE_STARTED[@]} == 0 ]] || start_hosts
  # The key goes by environment: a command line is open to every user of the machine.
  BN_KEY="$(dev_key)" dotnet "$(assembly cli)" simulate --url "$API_URL" "$@"
}

# What ran before runs on; what this command started goes again.
simulate_stop() {
  local code=$?
  trap - EXIT
  if [[ ${#SIMULATE_STARTED[@]} == 2 ]]; then
    stop_hosts
  fi
  if [[ "$POSTGRES_STARTED" == true ]]; then
    postgres_down
  fi
  exit "$code"
}
