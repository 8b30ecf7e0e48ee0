#!/usr/bin/env bash
# Creates the metrics and alert policies of this folder in a project. Run again, it updates the
# metrics, and leaves a policy of the same name as it is, since somebody may have tuned it.
set -euo pipefail
cd "$(dirname "$0")"
project=${1:?Usage: tools/push/apply.sh PROJECT [NOTIFICATION_CHANNEL]}
channel=${2:-}

for file in metrics/*.json; do
  name=$(basename "$file" .json)
  if gcloud logging metrics describe "$name" --project "$project" >/dev/null 2>&1; then
    action=update
  else
    action=create
  fi
  gcloud logging metrics "$action" "$name" --config-from-file "$file" --project "$project"
done

for file in alerts/*.json; do
  title=$(sed -n 's/^  "displayName": "\(.*\)",$/\1/p' "$file")
  found=$(gcloud alpha monitoring policies list --project "$project" \
    --filter "displayName=\"$title\"" --format 'value(name)')
  if [ -n "$found" ]; then
    echo "Left as it is: $title"
  else
    gcloud alpha monitoring policies create --policy-from-file "$file" --project "$project" \
      ${channel:+--notification-channels "$channel"}
  fi
done
