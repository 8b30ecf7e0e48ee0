// The app's own functions: a trigger, and a callable with the same name as one of ours.
const { initializeApp } = require('firebase-admin/app');
const { onCall } = require('firebase-functions/https');
const { onDocumentCreated } = require('firebase-functions/firestore');

initializeApp();

exports.countOrders = onDocumentCreated('orders/{orderId}', ({ data }) =>
  data.ref.update({ counted: true }),
);

exports.sendTestPush = onCall(() => 'of the app itself');
