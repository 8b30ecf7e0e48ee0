import { connectMessagingEmulator } from '../../../../packages/fcm-emulator/web/index.ts';

// A module of its own, so that it runs before the worker's.
void connectMessagingEmulator();
