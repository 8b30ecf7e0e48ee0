export type { FcmEmulator, FcmEmulatorOptions } from './api.ts';
export { BadInput } from './control-input.ts';
export type { Delivery } from './delivery/channel.ts';
export type { Phone } from './delivery/phone/phone.ts';
export { startFcmEmulator } from './server.ts';
export type { Device, NewDevice } from './state/device.ts';
export type { Fault, FaultReport } from './state/fault-book.ts';
export type { LoggedMessage } from './state/message-log.ts';
