/** The sample function as a codebase of the Functions emulator, with a local FCM. */
const { Agent } = require('node:https');
const { createRequire } = require('node:module');
const { connect } = require('node:net');
const { join } = require('node:path');

const requireAsFunction = createRequire(join(__dirname, '..', '..', 'functions', 'package.json'));
const { applicationDefault, initializeApp } = requireAsFunction('firebase-admin/app');
const { getMessaging } = requireAsFunction('firebase-admin/messaging');

const [host, port] = (process.env.FCM_EMULATOR_HOST ?? '').split(':');

/** Sends the requests of firebase-admin to the local FCM, over connections that stay open. */
class EmulatorAgent extends Agent {
  createConnection() {
    return connect(Number(port), host);
  }
}

// Firestore accepts no other class.
const credential = applicationDefault();
credential.getAccessToken = async () => ({ access_token: 'owner', expires_in: 3600 });
initializeApp({
  projectId: process.env.GCLOUD_PROJECT,
  credential,
  httpAgent: new EmulatorAgent({ keepAlive: true }),
});
// Without it, `sendEach` goes to Google over HTTP/2 and ignores the agent.
getMessaging().enableLegacyHttpTransport();

// Each comment is for only one of the two codebases, so they have separate posts.
process.env.SAMPLE_POSTS ??= 'samplePosts';
module.exports = require('../../tools/metering/sample-function.cjs');
