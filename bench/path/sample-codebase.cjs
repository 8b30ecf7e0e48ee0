/** The sample function as a codebase of the Functions emulator, with an FCM that is an emulator too. */
const { Agent } = require('node:https');
const { createRequire } = require('node:module');
const { connect } = require('node:net');
const { join } = require('node:path');

const requireAsFunction = createRequire(join(__dirname, '..', '..', 'functions', 'package.json'));
const { applicationDefault, initializeApp } = requireAsFunction('firebase-admin/app');
const { getMessaging } = requireAsFunction('firebase-admin/messaging');

const [host, port] = (process.env.FCM_EMULATOR_HOST ?? '').split(':');

/** Brings the requests of firebase-admin to the emulator, over connections that it keeps. */
class EmulatorAgent extends Agent {
  createConnection() {
    return connect(Number(port), host);
  }
}

// Of this class, or else Firestore refuses it.
const credential = applicationDefault();
credential.getAccessToken = async () => ({ access_token: 'owner', expires_in: 3600 });
initializeApp({
  projectId: process.env.GCLOUD_PROJECT,
  credential,
  httpAgent: new EmulatorAgent({ keepAlive: true }),
});
// Without, `sendEach` goes to Google over HTTP/2, whatever the agent.
getMessaging().enableLegacyHttpTransport();

// Not those of ours, as long as each comment is for one of the two.
process.env.SAMPLE_POSTS ??= 'samplePosts';
module.exports = require('../baselines/sample-function.cjs');
