/** A Firebase project that does not exist. With a sender, the Functions SDK requests a token for it. */
export const CONFIGURATION = {
  projectId: 'demo-comment-push',
  apiKey: 'demo',
  appId: '1:1234567890:web:demo',
};

/** The same for a client of web push. */
export const WEB_CONFIGURATION = { ...CONFIGURATION, messagingSenderId: '1234567890' };

/** A public key without a known private key. The FCM emulator replaces it. */
export const VAPID_KEY =
  'BNgiBLT4AQJHQ5IsCSvywqhAQ1F1N9nr6z3nvYDM80FSRArdQeiSoPrFW5aUZyqm8f_hU0NokEjF0Npijt_11Y4';
