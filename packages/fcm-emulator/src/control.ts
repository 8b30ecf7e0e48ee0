import { readFaults, readNewDevice } from './control-input.ts';
import type { Emulator } from './emulator.ts';
import type { Device } from './state/device.ts';
import type { FaultReport } from './state/fault-book.ts';
import type { LoggedMessage } from './state/message-log.ts';

/** What a test or a person asks of the emulator. Wrong input throws a BadInput. */
export const controlOf = ({ devices, faults, messages, events }: Emulator) => ({
  createDevice(description?: unknown): Device {
    const device = devices.create(readNewDevice(description));
    events.publish('device', device);
    return device;
  },
  devices: () => devices.list(),
  uninstall(tokenOrFid: string): Device {
    const device = devices.unregister(tokenOrFid);
    events.publish('device', device);
    return device;
  },
  setFaults(replacement: unknown): readonly FaultReport[] {
    faults.replace(readFaults(replacement));
    events.publish('faults', faults.list());
    return faults.list();
  },
  messages: (tokenOrFid?: string): readonly LoggedMessage[] => messages.list(tokenOrFid ?? null),
  clearMessages(): void {
    messages.clear();
    events.publish('cleared', {});
  },
});
