import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { EmulatorClient } from '../../../../packages/fcm-emulator/page/emulator-client.ts';
import {
  INITIAL_STATE,
  nextState,
  type PageState,
} from '../../../../packages/fcm-emulator/page/page-state.ts';
import { targetOf } from '../../../../packages/fcm-emulator/src/state/device.ts';
import { Device, type Hardware } from './device.ts';
import { Laptop, updateWorker } from './laptop.ts';
import { type ServerView, watchServer } from './server-watch.ts';
import { Store } from './store.ts';
import { type DeviceName, PHONES, type PhoneId, rememberedWorld } from './world.ts';

export const FCM_ORIGIN = 'http://127.0.0.1:9298';

/** Everything behind the page: two people's devices, and what is heard from FCM and the server. */
export class Demo {
  readonly world = rememberedWorld();
  readonly fcm = new EmulatorClient(FCM_ORIGIN);
  readonly fcmState = new Store<PageState>(INITIAL_STATE);
  readonly server = new Store<ServerView>({ deliveries: [], devices: {} });
  readonly devices: Readonly<Record<PhoneId, Device>>;
  readonly laptop = new Laptop(this.world);

  /** @param postTitle of the post that the two write under, if it is not there yet */
  constructor(postTitle: string) {
    const phone = (hardware: Hardware) => new Device(hardware, this.world, this.fcm, postTitle);
    // Both ways to address a device are in use.
    this.devices = {
      android: phone({
        name: 'android',
        platform: 'android',
        addressedBy: 'token',
        owner: 'mina',
        host: '127.0.0.1',
        startsAt: 'app',
      }),
      iphone: phone({
        name: 'iphone',
        platform: 'ios',
        addressedBy: 'fid',
        owner: 'joon',
        host: 'localhost',
        startsAt: 'home',
      }),
    };
  }

  /** Call it once. */
  async start(): Promise<void> {
    const { android, iphone } = this.devices;
    await updateWorker();
    this.fcm.follow((event) => {
      this.fcmState.update((state) => nextState(state, event));
      if (event.type !== 'sends') return;
      for (const entry of event.entries) {
        for (const phone of [android, iphone]) phone.receive(entry);
      }
    });
    void watchServer(this.world, this.server);
    // The post's author first: a listener that begins while a document is created can miss it.
    await iphone.install();
    await android.install();
    await this.laptop.start();
  }
}

/** Which of the demo's devices a registration token or installation ID is or was. */
export function nameOfTarget(
  { devices }: PageState,
  target: string | null,
): DeviceName | undefined {
  const device = devices.find((each) => targetOf(each) === target);
  return device?.platform === 'web' ? 'laptop' : PHONES.find((name) => name === device?.label);
}

export const DemoContext = createContext<Demo | undefined>(undefined);

export function useDemo(): Demo {
  const demo = useContext(DemoContext);
  if (demo === undefined) throw new Error('a component stands outside of the demo');
  return demo;
}
