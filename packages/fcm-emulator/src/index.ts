export type { Fault } from './control-input.ts';
export { BadInput } from './refusals.ts';
export { type FcmEmulator, type FcmEmulatorOptions, startFcmEmulator } from './server.ts';
export type { Device, NewDevice } from './state/device.ts';
export type { FaultReport } from './state/fault-book.ts';
export type { Delivery, LoggedMessage } from './state/message-log.ts';
