import { Device, type Hardware } from './device.ts';
import { FcmStream } from './fcm/stream.ts';
import { ServerWatch } from './server/server-watch.ts';
import { Store } from './store.ts';
import { type DeviceName, PEOPLE, type PersonId, type World } from './world.ts';
import { rememberedWorld, rememberWorld } from './world-memory.ts';

const LAPTOP = { platform: 'web', addressedBy: 'fid', showsPost: false, startsAt: 'home' } as const;

/** What lies on the table. Both ways to address a device are in use. */
const HARDWARE = {
  android: {
    name: 'android',
    platform: 'android',
    addressedBy: 'token',
    host: '127.0.0.1',
    showsPost: true,
    startsAt: 'app',
  },
  iphone: {
    name: 'iphone',
    platform: 'ios',
    addressedBy: 'fid',
    host: 'localhost',
    showsPost: true,
    startsAt: 'home',
  },
  'mina-laptop': { ...LAPTOP, name: 'mina-laptop', host: '127.0.0.1' },
  'joon-laptop': { ...LAPTOP, name: 'joon-laptop', host: 'localhost' },
} as const satisfies Record<DeviceName, Hardware>;

/** Whose language a device starts with. */
const FIRST_OWNER: Readonly<Record<DeviceName, PersonId>> = {
  android: 'mina',
  iphone: 'joon',
  'mina-laptop': 'mina',
  'joon-laptop': 'joon',
};

/** Everything behind the page: two people's devices, and what is heard from FCM and the server. */
export class Demo {
  readonly world: Store<World>;
  readonly devices: Readonly<Record<DeviceName, Device>>;
  readonly fcm: FcmStream;
  readonly server: ServerWatch;
  /** Whose device a registration token or installation ID is or was. */
  readonly nameOfTarget = new Map<string, DeviceName>();

  /** @param postTitle of the post that the two write under, if it is not there yet */
  constructor(postTitle: string, world = new Store(rememberedWorld())) {
    this.world = world;
    const device = (name: DeviceName) => {
      const { locale } = PEOPLE[FIRST_OWNER[name]];
      const made = new Device(HARDWARE[name], world, locale, postTitle);
      made.state.watch(({ target }) => {
        if (target !== undefined) this.nameOfTarget.set(target, name);
      });
      return made;
    };
    this.devices = {
      android: device('android'),
      iphone: device('iphone'),
      'mina-laptop': device('mina-laptop'),
      'joon-laptop': device('joon-laptop'),
    };
    this.fcm = new FcmStream((event) => {
      for (const each of Object.values(this.devices)) each.receive(event);
    });
    this.server = new ServerWatch(world);
  }

  /** Call it once. */
  async start(): Promise<void> {
    const { signedIn, laptops } = this.world.value;
    this.world.watch((world) => rememberWorld(world));
    this.fcm.open();
    void this.server.open();
    // The post's author first: a listener that begins while a document is created can miss it.
    await this.devices.iphone.install(signedIn.iphone ?? undefined);
    await this.devices.android.install(signedIn.android ?? undefined);
    for (const person of laptops) await this.devices[`${person}-laptop`].install(person);
  }

  async addLaptop(person: PersonId): Promise<void> {
    await this.devices[`${person}-laptop`].install(person);
    this.world.update((world) => ({ ...world, laptops: [...world.laptops, person] }));
  }

  async removeLaptop(person: PersonId): Promise<void> {
    const laptop = this.devices[`${person}-laptop`];
    await laptop.logOut();
    await laptop.uninstall();
    this.world.update((world) => ({
      ...world,
      laptops: world.laptops.filter((each) => each !== person),
    }));
  }
}
