# shellcheck shell=bash
# The command test: the test runner on a real PostgreSQL, and one last line for people and machines.

tests_run() {
  local log="$DATA/test.log" code=0 show=()
  require_sdk
  build_project tests
  postgres_up
  [[ "$POSTGRES_STARTED" == false ]] || trap postgres_down EXIT
  data_folder
  export BN_TEST_POSTGRES="${BN_TEST_POSTGRES:-$(postgres_connection "")}"
  # Whoever asks for some of the tests wants to see which they are.
  [[ "$*" != *--filter* || "$*" == *--show-test-results* ]] || show=(--show-test-results all)
  # The summary is read back below, so it comes in one language.
  TESTINGPLATFORM_UI_LANGUAGE=en DOTNET_CLI_UI_LANGUAGE=en \
    "$ROOT/artifacts/bin/Tests/debug/BalanceNotifications.Tests" ${show[@]+"${show[@]}"} "$@" 2>&1 | tee "$log" || code=$?
  if [[ "$POSTGRES_STARTED" == true ]]; then
    trap - EXIT
    postgres_down
  fi
  tests_verdict "$log" "$code"
  return "$code"
}

# $1: log, $2: exit code of the runner. A runner that died before its summary counts as one failure.
tests_verdict() {
  local passed failed skipped
  passed="$(tests_count succeeded "$1")" failed="$(tests_count failed "$1")" skipped="$(tests_count skipped "$1")"
  if [[ "$2" != 0 && "$failed" == 0 ]]; then
    failed=1
  fi
  if ((skipped > 0)); then
    say "$passed passed, $failed failed, $skipped skipped"
  else
    say "$passed passed, $failed failed"
  fi
}

# $1: word of the summary, $2: log.
tests_count() {
  local count
  # Without the colours that the runner writes even into a pipe.
  count="$(sed -e 's/\x1b\[[0-9;]*m//g' "$2" | sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" | tail -n 1)"
  printf '%s' "${count:-0}"
}
