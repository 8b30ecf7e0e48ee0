import { type Answer, property, type RunningEmulator } from './running-emulator.ts';

/** A web app that calls the emulator as the Firebase JS SDK does. */
export class WebApp {
  readonly #emulator: RunningEmulator;
  #authToken = '';
  #refreshToken = '';

  constructor(emulator: RunningEmulator) {
    this.#emulator = emulator;
  }

  ask(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.#emulator.request(method, `v1/projects/p/${path}`, body, {
      'content-type': 'application/json',
      accept: 'application/json',
      'x-goog-api-key': 'demo',
      'x-goog-firebase-installations-auth': `FIS ${this.#authToken}`,
      ...headers,
    });
  }

  /** Answers its installation ID. */
  async install(fid = 'dXZlcnkgbG9uZyBmaWQtMQ'): Promise<string> {
    const { body } = await this.ask('POST', 'installations', {
      fid,
      authVersion: 'FIS_v2',
      appId: '1:1234567890:web:abc',
      sdkVersion: 'w:0.6.24',
    });
    this.#authToken = String(property(body, 'authToken', 'token'));
    this.#refreshToken = String(property(body, 'refreshToken'));
    return String(property(body, 'fid'));
  }

  get refreshing(): Readonly<Record<string, string>> {
    return { authorization: `FIS_v2 ${this.#refreshToken}` };
  }

  /** As `getToken` does: answers the registration token. */
  async getToken(web: object): Promise<string> {
    return String(property((await this.ask('POST', 'registrations', { web })).body, 'token'));
  }

  /** As `register` does. */
  register(web: object): Promise<Answer> {
    return this.ask('POST', 'registrations', { web, fcm_sdk_version: '0.13.3' });
  }

  unregister(tokenOrFid: string): Promise<Answer> {
    return this.ask('DELETE', `registrations/${tokenOrFid}`);
  }
}
