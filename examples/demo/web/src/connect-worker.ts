import { connectMessagingEmulator } from '../../../../packages/fcm-emulator/web/index.ts';

void connectMessagingEmulator();
