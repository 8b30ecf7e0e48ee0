import { requiresAPI } from 'firebase-functions';

// The deployment enables them. What triggers, queues and schedules need, it knows by itself.
requiresAPI('fcm.googleapis.com', 'sends the pushes');
requiresAPI('firestore.googleapis.com', 'holds devices and what became of each push');

export * as events from './events.ts';
export * as functions from './index.ts';
