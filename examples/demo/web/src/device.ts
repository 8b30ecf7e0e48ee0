import type { FirebaseApp } from 'firebase/app';
import { getAuth, signOut } from 'firebase/auth';
import { getFunctions, httpsCallable } from 'firebase/functions';
import { languageAndZone } from '../../../../client/language-and-zone.ts';
import { signIn } from './account.ts';
import { CONFIGURATION, WEB_CONFIGURATION } from './configuration.ts';
import { type EmulatorHost, openFirebaseApp } from './emulators.ts';
import type { AcceptedEvent } from './fcm/attempt.ts';
import { createDevice, deleteDevice } from './fcm/control.ts';
import { EMPTY_FEED, type Feed, followFeed, markInboxRead } from './feed.ts';
import { type Platform, type Push, readClearing, readPush } from './phone/push.ts';
import { cleared, newShade, opened, openedApp, received, type Shade } from './phone/shade.ts';
import { type Installation, logOut, savePushToken } from './push-client.ts';
import { Store } from './store.ts';
import {
  type DeviceName,
  deviceIdOf,
  type PersonId,
  postIdOf,
  type World,
  withNextInstall,
  withSession,
} from './world.ts';

export interface Hardware {
  readonly name: DeviceName;
  readonly platform: Platform;
  readonly addressedBy: 'token' | 'fid';
  readonly host: EmulatorHost;
  /** Whether the app on it shows the post, or pushes alone. */
  readonly showsPost: boolean;
  readonly startsAt: Shade['screen'];
}

export interface Session {
  readonly person: PersonId;
  readonly uid: string;
}

export interface DeviceState {
  /** The registration token or installation ID; undefined while the app is not installed. */
  readonly target: string | undefined;
  readonly session: Session | undefined;
  /** BCP 47: the language of the device's pushes. */
  readonly language: string;
  /** Whether something is under way that one should wait for. */
  readonly busy: boolean;
  /** What went wrong last, in the words of whoever said so. */
  readonly problem: string | undefined;
}

/** A phone or laptop: a client of the backend like any other, with a Firebase app of its own. */
export class Device {
  readonly hardware: Hardware;
  readonly app: FirebaseApp;
  readonly state: Store<DeviceState>;
  readonly shade: Store<Shade>;
  readonly feed = new Store<Feed>(EMPTY_FEED);
  readonly #world: Store<World>;
  readonly #postTitle: string;
  #leaveFeed = () => {};

  constructor(hardware: Hardware, world: Store<World>, language: string, postTitle: string) {
    this.hardware = hardware;
    const { name, host, platform } = hardware;
    this.app = openFirebaseApp(name, host, platform === 'web' ? WEB_CONFIGURATION : CONFIGURATION);
    this.shade = new Store(newShade(hardware.startsAt));
    this.state = new Store<DeviceState>({
      target: undefined,
      session: undefined,
      language,
      busy: false,
      problem: undefined,
    });
    this.#world = world;
    this.#postTitle = postTitle;
  }

  /** Installs the app and, where somebody is given, signs them in. */
  install(person?: PersonId): Promise<void> {
    return this.act(async () => {
      const { name, platform, addressedBy } = this.hardware;
      this.state.patch({ target: await createDevice(addressedBy, platform, name) });
      if (person !== undefined) await this.#signIn(person);
    });
  }

  /** The server is not told: it learns of it from FCM, when it sends the next push. */
  uninstall(): Promise<void> {
    return this.act(async () => {
      const { target } = this.state.value;
      if (target !== undefined) await deleteDevice(target);
      await signOut(getAuth(this.app));
      this.state.patch({ target: undefined });
      this.shade.set(newShade('home'));
      this.#world.update((world) => withNextInstall(world, this.hardware.name));
      this.closeSession();
    });
  }

  /** Whoever was signed in before is not logged out first: saving the token takes it from them. */
  signIn(person: PersonId): Promise<void> {
    return this.act(() => this.#signIn(person));
  }

  logOut(): Promise<void> {
    return this.act(async () => {
      await logOut(this.app, this.deviceId());
      this.shade.update((shade) => ({ ...newShade(shade.screen), buzzes: shade.buzzes }));
      this.closeSession();
    });
  }

  setLanguage(language: string): Promise<void> {
    return this.act(async () => {
      this.state.patch({ language });
      await this.#saveToken();
    });
  }

  /** Asks the server to push to every device of this user, to see whether it works. */
  testPush(): Promise<void> {
    return this.act(async () => {
      await httpsCallable(getFunctions(this.app), 'sendTestPush')();
    });
  }

  /** Shows what FCM accepted, if it is for this device. */
  receive({ device, message, receivedAt }: AcceptedEvent): void {
    if (device === null || device !== this.state.value.target) return;
    const clearing = readClearing(message);
    if (clearing !== undefined) {
      this.shade.update((shade) => cleared(shade, clearing));
    } else if (message.notification) {
      const push = readPush(message, this.hardware.platform, Date.parse(receivedAt));
      this.shade.update((shade) => received(shade, push));
    }
  }

  /** Opens the app, by its icon or by a push. */
  open(push?: Push): void {
    this.shade.update((shade) => (push === undefined ? openedApp(shade) : opened(shade, push)));
    const { session } = this.state.value;
    if (session !== undefined) void this.act(() => markInboxRead(this.app, session.uid));
  }

  /** Runs it, and keeps what goes wrong to be shown. */
  async act(work: () => Promise<void>): Promise<void> {
    this.state.patch({ busy: true, problem: undefined });
    try {
      await work();
    } catch (error) {
      this.state.patch({ problem: error instanceof Error ? error.message : String(error) });
    } finally {
      this.state.patch({ busy: false });
    }
  }

  async #signIn(person: PersonId): Promise<void> {
    await this.openSession(person);
    await this.#saveToken();
  }

  /** Signs in, without the server knowing of the device. */
  protected async openSession(person: PersonId): Promise<void> {
    const { name, showsPost } = this.hardware;
    const uid = await signIn(this.app, person, this.#world.value, this.#postTitle);
    this.closeSession();
    this.#world.update((world) => ({
      ...withSession(world, name, person),
      uids: { ...world.uids, [person]: uid },
    }));
    this.state.patch({ session: { person, uid } });
    if (showsPost) {
      this.#leaveFeed = followFeed(this.app, uid, postIdOf(this.#world.value), this.feed);
    }
  }

  protected closeSession(): void {
    this.#leaveFeed();
    this.#leaveFeed = () => {};
    this.feed.set(EMPTY_FEED);
    this.#world.update((world) => withSession(world, this.hardware.name, null));
    this.state.patch({ session: undefined });
  }

  async #saveToken(): Promise<void> {
    const { target, language } = this.state.value;
    if (target === undefined) return;
    const { platform, addressedBy } = this.hardware;
    const installation = {
      platform,
      deviceId: this.deviceId(),
      locale: language,
      ...languageAndZone(language),
    };
    const addressed: Installation =
      addressedBy === 'token'
        ? { ...installation, token: target }
        : { ...installation, fid: target };
    await savePushToken(this.app, addressed);
  }

  protected deviceId(): string {
    return deviceIdOf(this.#world.value, this.hardware.name);
  }
}
