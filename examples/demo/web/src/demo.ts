import { onPushOpened } from '../../../../client/web/push.ts';
import { Device, type Hardware } from './device.ts';
import { FcmStream } from './fcm/stream.ts';
import { Laptop, updateWorker } from './laptop.ts';
import { ServerWatch } from './server/server-watch.ts';
import { Store } from './store.ts';
import {
  type DeviceName,
  type LaptopId,
  PEOPLE,
  type PersonId,
  type PhoneId,
  type World,
} from './world.ts';
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

/** Whose language a phone starts with. */
const FIRST_OWNER: Readonly<Record<PhoneId, PersonId>> = { android: 'mina', iphone: 'joon' };

/** Everything behind the page: two people's devices, and what is heard from FCM and the server. */
export class Demo {
  readonly world: Store<World>;
  readonly devices: Readonly<Record<PhoneId, Device>> & Readonly<Record<LaptopId, Laptop>>;
  readonly fcm: FcmStream;
  readonly server: ServerWatch;
  /** Whose device a registration token or installation ID is or was. */
  readonly nameOfTarget = new Map<string, DeviceName>();

  /** @param postTitle of the post that the two write under, if it is not there yet */
  constructor(postTitle: string, world = new Store(rememberedWorld())) {
    this.world = world;
    const phone = (name: PhoneId) =>
      new Device(HARDWARE[name], world, PEOPLE[FIRST_OWNER[name]].locale, postTitle);
    const laptop = (name: LaptopId) =>
      new Laptop(HARDWARE[name], world, navigator.language, postTitle);
    this.devices = {
      android: phone('android'),
      iphone: phone('iphone'),
      'mina-laptop': laptop('mina-laptop'),
      'joon-laptop': laptop('joon-laptop'),
    };
    for (const { hardware, state } of Object.values(this.devices)) {
      state.watch(({ target }) => {
        if (target !== undefined) this.nameOfTarget.set(target, hardware.name);
      });
    }
    this.fcm = new FcmStream((event) => {
      for (const each of Object.values(this.devices)) each.receive(event);
    });
    this.server = new ServerWatch(world);
  }

  /** Call it once. */
  async start(): Promise<void> {
    const { signedIn, laptops } = this.world.value;
    this.world.watch((world) => rememberWorld(world));
    await updateWorker();
    this.fcm.open();
    void this.server.open();
    // The post's author first: a listener that begins while a document is created can miss it.
    await this.devices.iphone.install(signedIn.iphone ?? undefined);
    await this.devices.android.install(signedIn.android ?? undefined);
    onPushOpened((path) => this.#openPost(path));
    const [person] = laptops;
    if (person === undefined) return;
    await this.devices[`${person}-laptop`].install(person);
    this.#openPost(location.pathname + location.hash);
  }

  /** This browser becomes that person's laptop, and is nobody else's any more. */
  async addLaptop(person: PersonId): Promise<void> {
    for (const other of this.world.value.laptops) await this.removeLaptop(other);
    const laptop = this.devices[`${person}-laptop`];
    await laptop.install(person);
    if (laptop.state.value.target === undefined) return;
    this.world.update((world) => ({ ...world, laptops: [person] }));
  }

  async removeLaptop(person: PersonId): Promise<void> {
    await this.devices[`${person}-laptop`].uninstall();
    this.world.update((world) => ({ ...world, laptops: [] }));
  }

  /** @param path such as `/posts/post-1#comment-1`, where a notification leads */
  #openPost(path: string): void {
    const [person] = this.world.value.laptops;
    const commentId = /^\/posts\/[^#]+#(.+)$/.exec(path)?.[1];
    if (person === undefined || commentId === undefined) return;
    history.replaceState(null, '', path);
    this.devices[`${person}-laptop`].openComment(commentId);
  }
}
