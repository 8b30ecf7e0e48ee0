import { type MessageField, type MessageType, messageType } from './field.ts';
import { authKeyRule, endpointRule, p256dhRule, requiredRule } from './rules.ts';
import { text } from './scalars.ts';

// What the Firebase JS SDK sends to firebaseinstallations.googleapis.com and
// fcmregistrations.googleapis.com. Google publishes no definition of either: the fields are those
// that the SDK sends (@firebase/installations 0.6, @firebase/messaging 0.13).

const message = (type: MessageType): MessageField => ({ kind: 'message', message: type });

interface Installation {
  fid?: string;
  appId?: string;
  authVersion?: string;
  sdkVersion?: string;
}

const INSTALLATIONS = 'google.firebase.installations.v1';

/** `POST …/installations` */
export const createInstallation = messageType<Installation>(
  `${INSTALLATIONS}.Installation`,
  { fid: text(), appId: text(requiredRule), authVersion: text(), sdkVersion: text() },
  ['appId'],
);

/** `POST …/installations/{fid}/authTokens:generate` */
export const generateAuthToken = messageType<{ installation?: Installation }>(
  `${INSTALLATIONS}.GenerateAuthTokenRequest`,
  { installation: message(createInstallation) },
);

interface Web {
  origin?: string;
  endpoint?: string;
  auth?: string;
  p256dh?: string;
  applicationPubKey?: string;
}

const REGISTRATIONS = 'google.firebase.fcm.registrations.v1';

/** `POST …/registrations` and `PATCH …/registrations/{token}` */
export const registration = messageType<{ web?: Web; fcmSdkVersion?: string }>(
  `${REGISTRATIONS}.Registration`,
  {
    web: message(
      messageType<Web>(
        `${REGISTRATIONS}.WebRegistration`,
        {
          origin: text(requiredRule),
          endpoint: text(endpointRule),
          auth: text(authKeyRule),
          p256dh: text(p256dhRule),
          applicationPubKey: text(),
        },
        ['origin', 'endpoint', 'auth', 'p256dh'],
      ),
    ),
    fcmSdkVersion: text(),
  },
  ['web'],
);
