# shellcheck shell=bash
# Finding the SDK, and building no more than what changed.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

HOSTED=(silo api cli)

require_sdk() {
  local place
  for place in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
    if ! command -v dotnet >/dev/null && [[ -n "$place" && -x "$place/dotnet" ]]; then
      PATH="$place:$PATH"
    fi
  done
  # --version obeys global.json, so it fails when only another SDK is installed.
  dotnet --version >/dev/null 2>&1 ||
    die "The .NET SDK named in global.json ($(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json) or a later patch) is missing; install it from https://dot.net/download."
}

# $1: project folder; the rest: more arguments. Build servers would outlive us, and `down` promises to leave nothing.
build_project() {
  data_folder
  dotnet build "$@" -v quiet -nologo -clp:NoSummary --disable-build-servers -p:RestoreLockedMode=true >"$DATA/build.log" 2>&1 || {
    cat "$DATA/build.log" >&2
    die "The build of $1 failed; its messages are above."
  }
}

build_hosts() {
  require_sdk
  sources_changed || return 0
  if any_host_runs; then
    # Overwriting a mapped assembly can kill the process that runs it.
    warn "The sources have changed; run ./bn down and ./bn up to run the new ones."
    return 0
  fi
  local stamp="$DATA/built" project
  data_folder
  touch "$stamp.new"
  say "Building (the first time takes a minute)…" >&2
  for project in "${HOSTED[@]}"; do
    build_project "$project"
  done
  mv "$stamp.new" "$stamp"
}

# A tree somebody built without us counts as built: each host's copy of a project against that project's files. Folders
# are looked at, too, because deleting a file touches its folder.
sources_changed() {
  local host project built
  for host in "${HOSTED[@]}"; do
    [[ -f "$(assembly "$host")" ]] || return 0
    for project in */*.csproj; do
      built="$(dirname "$(assembly "$host")")/BalanceNotifications.$(basename "$project" .csproj).dll"
      [[ -f "$built" ]] || continue
      [[ ! "$DATA/built" -nt "$built" ]] || built="$DATA/built"
      [[ -z "$(find "${project%/*}" Directory.*.props global.json -newer "$built" -print -quit)" ]] || return 0
    done
  done
  return 1
}

# $1: project folder. Prints the path of what it builds.
assembly() {
  local name="${1^}"
  printf '%s' "$ROOT/artifacts/bin/$name/debug/BalanceNotifications.$name.dll"
}
