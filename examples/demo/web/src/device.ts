import type { FirebaseApp } from 'firebase/app';
import { getAuth, signOut } from 'firebase/auth';
import { getFunctions, httpsCallable } from 'firebase/functions';
import type { SavePushTokenRequest } from '../../../../client/comment-push.ts';
import { languageAndZone } from '../../../../client/language-and-zone.ts';
import type { EmulatorClient } from '../../../../packages/fcm-emulator/page/emulator-client.ts';
import { type Entry, isAccepted } from '../../../../packages/fcm-emulator/page/page-state.ts';
import { targetOf } from '../../../../packages/fcm-emulator/src/state/device.ts';
import { type EmulatorHost, openApp, signIn } from './account.ts';
import { CONFIGURATION } from './configuration.ts';
import { EMPTY_FEED, followFeed, markInboxRead } from './feed.ts';
import {
  cleared,
  newShade,
  opened,
  openedApp,
  type Platform,
  type Push,
  readPush,
  received,
  type Shade,
} from './phone/shade.ts';
import { type Busy, runIn, Store } from './store.ts';
import { deviceIdOf, PEOPLE, type PersonId, type PhoneId, postIdOf, uidOf } from './world.ts';

export interface Hardware {
  readonly name: PhoneId;
  readonly platform: Platform;
  /** By which of the two FCM knows it. */
  readonly addressedBy: 'token' | 'fid';
  readonly owner: PersonId;
  readonly host: EmulatorHost;
  readonly startsAt: Shade['screen'];
}

export interface Session {
  readonly person: PersonId;
  readonly uid: string;
}

interface DeviceState extends Busy {
  /** The registration token or installation ID; undefined while the app is not installed. */
  readonly target: string | undefined;
  readonly session: Session | undefined;
  /** BCP 47: the language of the device's pushes. */
  readonly language: string;
}

/** A phone: a client of the backend like any other, with a Firebase app of its own. */
export class Device {
  readonly hardware: Hardware;
  readonly app: FirebaseApp;
  readonly state: Store<DeviceState>;
  readonly shade: Store<Shade>;
  readonly feed = new Store(EMPTY_FEED);
  readonly #world: string;
  readonly #fcm: EmulatorClient;
  readonly #postTitle: string;
  #leaveFeed = () => {};

  /** @param postTitle of the post that the two write under, if it is not there yet */
  constructor(hardware: Hardware, world: string, fcm: EmulatorClient, postTitle: string) {
    this.hardware = hardware;
    this.#world = world;
    this.#fcm = fcm;
    this.#postTitle = postTitle;
    this.app = openApp(hardware.name, hardware.host, CONFIGURATION);
    this.shade = new Store(newShade(hardware.startsAt));
    this.state = new Store<DeviceState>({
      target: undefined,
      session: undefined,
      language: PEOPLE[hardware.owner].locale,
      busy: false,
      problem: undefined,
    });
  }

  /** Installs the app, and its owner signs in. */
  install(): Promise<void> {
    return this.act(async () => {
      const { name, platform, addressedBy, owner } = this.hardware;
      const made = { kind: addressedBy, platform, label: name };
      this.state.patch({ target: targetOf(await this.#fcm.createDevice(made)) });
      await this.#openSession(owner);
    });
  }

  /** The server is not told: it learns of it from FCM, when it sends the next push. */
  uninstall(): Promise<void> {
    return this.act(async () => {
      await this.#fcm.uninstall(this.state.value.target ?? '');
      await signOut(getAuth(this.app));
      this.#closeSession();
      this.state.patch({ target: undefined });
      this.shade.set(newShade('home'));
    });
  }

  /** Whoever was signed in before is not logged out first: saving the token takes it from them. */
  signIn(person: PersonId): Promise<void> {
    return this.act(() => this.#openSession(person));
  }

  logOut(): Promise<void> {
    return this.act(async () => {
      await this.#call('removePushToken', {
        deviceId: deviceIdOf(this.#world, this.hardware.name),
      });
      await signOut(getAuth(this.app));
      this.#closeSession();
      this.shade.set(newShade('app'));
    });
  }

  setLanguage(language: string): Promise<void> {
    return this.act(async () => {
      this.state.patch({ language });
      await this.#savePushToken();
    });
  }

  /** Asks the server to push to every device of this user, to see whether it works. */
  testPush(): Promise<void> {
    return this.act(() => this.#call('sendTestPush'));
  }

  /** Shows what FCM accepted, if it is for this device. */
  receive(entry: Entry): void {
    const { device, message, receivedAt } = entry;
    if (message === null || !isAccepted(entry) || device !== this.state.value.target) return;
    const push = readPush(message, this.hardware.platform, Date.parse(receivedAt));
    this.shade.update((shade) =>
      push === undefined ? cleared(shade, message) : received(shade, push),
    );
  }

  /** Opens the app, by its icon or by a push. */
  open(push?: Push): void {
    this.shade.update((shade) => (push === undefined ? openedApp(shade) : opened(shade, push)));
    const { session } = this.state.value;
    if (session !== undefined) void this.act(() => markInboxRead(this.app, session.uid));
  }

  act(work: () => Promise<void>): Promise<void> {
    return runIn(this.state, work);
  }

  async #openSession(person: PersonId): Promise<void> {
    await signIn(this.app, this.#world, person, this.#postTitle);
    this.#closeSession();
    const uid = uidOf(this.#world, person);
    this.state.patch({ session: { person, uid } });
    this.#leaveFeed = followFeed(this.app, uid, postIdOf(this.#world), this.feed);
    await this.#savePushToken();
  }

  #closeSession(): void {
    this.#leaveFeed();
    this.feed.set(EMPTY_FEED);
    this.state.patch({ session: undefined });
  }

  async #savePushToken(): Promise<void> {
    const { target, language } = this.state.value;
    if (target === undefined) return;
    const { name, platform, addressedBy } = this.hardware;
    const device: SavePushTokenRequest = {
      ...(addressedBy === 'token' ? { token: target } : { fid: target }),
      platform,
      deviceId: deviceIdOf(this.#world, name),
      ...languageAndZone(language),
      locale: language,
    };
    await this.#call('savePushToken', device);
  }

  async #call(name: string, input?: object): Promise<void> {
    await httpsCallable(getFunctions(this.app), name)(input);
  }
}
