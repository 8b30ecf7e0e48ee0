/** Where a browser's push service takes messages, and what they are encrypted for. */
export interface WebSubscription {
  readonly endpoint: string;
  /** Base64url, as a browser's `PushSubscription` has them. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface WebRegistration extends WebSubscription {
  /** The sender ID: the number of the project whose app it is. */
  readonly sender: string;
}

/** How a web app may be addressed: one of the two at a time. */
export type Addressing = 'token' | 'fid';

/** The installation that a registration token names; an installation ID names itself. */
const installationOf = (target: string): string => target.split(':', 1)[0] ?? '';

/** The push subscriptions behind the registration tokens and installation IDs of web apps. */
export class WebRegistrations {
  readonly #byInstallation = new Map<string, Map<string, WebRegistration>>();

  get(target: string): WebRegistration | undefined {
    return this.#byInstallation.get(installationOf(target))?.get(target);
  }

  /** The target keeps its place; from now on it leads there. */
  set(target: string, registration: WebRegistration): void {
    const fid = installationOf(target);
    const registrations = this.#byInstallation.get(fid) ?? new Map();
    this.#byInstallation.set(fid, registrations.set(target, registration));
  }

  remove(target: string): void {
    this.#byInstallation.get(installationOf(target))?.delete(target);
  }

  /** The registration token by which the installation reaches that endpoint. */
  tokenFor(fid: string, endpoint: string): string | undefined {
    const registrations = this.#byInstallation.get(fid) ?? [];
    for (const [target, registration] of registrations) {
      if (target !== fid && registration.endpoint === endpoint) return target;
    }
    return undefined;
  }

  /** What the installation can be reached by, all of it or in one of the two ways. */
  targetsOf(fid: string, addressing?: Addressing): readonly string[] {
    const targets = [...(this.#byInstallation.get(fid)?.keys() ?? [])];
    return addressing === undefined
      ? targets
      : targets.filter((target) => (target === fid) === (addressing === 'fid'));
  }
}
