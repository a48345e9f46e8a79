#!/usr/bin/env bash
# Set-up and all tests: installs what the tests call, builds everything, runs every test project.
# The last line printed sums what the test runner reported: "N passed, N failed[, N skipped]".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/setup-tests.sh || exit 1
dotnet build SpikeStream.sln --configuration Release --nologo --verbosity quiet || exit 1

results="$(mktemp --directory)"
trap 'rm -rf "$results"' EXIT
dotnet test SpikeStream.sln --configuration Release --no-build --nologo \
  --logger trx --logger "console;verbosity=minimal" --results-directory "$results"
status=$?

sum() { cat "$results"/*.trx 2>/dev/null | grep --only-matching "<Counters [^>]*" | sed "s/.* $1=\"\([0-9]*\)\".*/\1/" | awk '{ total += $1 } END { print total + 0 }'; }
passed=$(sum passed)
failed=$(sum failed)
skipped=$(( $(sum total) - $(sum executed) ))
# A crashed test host reports no counts of its own: never call that a success.
if [[ $status -ne 0 && $failed -eq 0 ]]; then failed=1; fi
if [[ $skipped -gt 0 ]]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
exit $status
