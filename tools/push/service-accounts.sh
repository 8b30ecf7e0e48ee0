#!/usr/bin/env bash
# Creates the accounts that OWN_SERVICE_ACCOUNTS=true runs the functions as, with the roles that
# docs/operations.md lists. Can be run again.
set -euo pipefail
project=${1:?Usage: tools/push/service-accounts.sh PROJECT}

email() { echo "$1@$project.iam.gserviceaccount.com"; }

account() {
  local name=$1 title=$2
  if ! gcloud iam service-accounts describe "$(email "$name")" --project "$project" >/dev/null 2>&1; then
    gcloud iam service-accounts create "$name" --display-name "$title" --project "$project"
  fi
  for role in "${@:3}"; do
    gcloud projects add-iam-policy-binding "$project" --member "serviceAccount:$(email "$name")" \
      --role "roles/$role" --condition None >/dev/null
    echo "$name: roles/$role"
  done
}

account push-tokens 'Saves, removes and prunes push tokens' datastore.user
account push-delivery 'Sends pushes' \
  datastore.user firebasecloudmessaging.admin cloudtasks.enqueuer run.invoker eventarc.eventReceiver
account push-lifecycle 'Removes the devices of deleted users' \
  datastore.user run.invoker eventarc.eventReceiver

# Its tasks call their function as itself.
gcloud iam service-accounts add-iam-policy-binding "$(email push-delivery)" \
  --member "serviceAccount:$(email push-delivery)" --role roles/iam.serviceAccountUser \
  --project "$project" >/dev/null
echo "push-delivery: roles/iam.serviceAccountUser on itself"
