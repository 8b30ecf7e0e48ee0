/** Of a Firebase project that exists nowhere. With a sender, the Functions SDK asks for its token. */
export const CONFIGURATION = {
  projectId: 'demo-comment-push',
  apiKey: 'demo',
  appId: '1:1234567890:web:demo',
};

/** The same for a client of web push. */
export const WEB_CONFIGURATION = { ...CONFIGURATION, messagingSenderId: '1234567890' };

/** A public key whose private part nobody has; the FCM emulator puts its own in its place. */
export const VAPID_KEY =
  'BNgiBLT4AQJHQ5IsCSvywqhAQ1F1N9nr6z3nvYDM80FSRArdQeiSoPrFW5aUZyqm8f_hU0NokEjF0Npijt_11Y4';
