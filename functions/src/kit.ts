import { requiresAPI } from 'firebase-functions';

// The deployment enables these APIs. It finds out by itself which ones triggers and queues need.
requiresAPI('fcm.googleapis.com', 'sends the pushes');
requiresAPI('firestore.googleapis.com', 'holds devices and what became of each push');

export * as functions from './index.ts';
export * as events from './kit-events.ts';
