import { requiresAPI } from 'firebase-functions';

// The deployment enables these APIs. It finds those of triggers and queues without help.
requiresAPI('fcm.googleapis.com', 'sends the pushes');
requiresAPI('firestore.googleapis.com', 'stores devices and delivery records');

export * as functions from './index.ts';
export * as events from './kit-events.ts';
